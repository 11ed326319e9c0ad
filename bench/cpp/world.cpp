// The synthetic head world as it was first written, in C++: the peer of `./reining bench synth-head` and the source of
// tests/golden/synth_head.json. It draws the same kind of pictures from random numbers of its own. Arguments: side, heads, first index,
// what:
//   time     each line of input has the heads drawn again; prints seconds and the mean value of the photos
//   show     parameters, factors (the noise off), condition and photo of each head, one line each
//   signals  how much each of 20 parameters changes photo and condition for one deviation of it
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>
using namespace std;
typedef float f;
struct V {
  f x, y, z;
};
static V operator+(V a, V b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
static V operator-(V a, V b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
static V operator*(V a, f s) { return {a.x * s, a.y * s, a.z * s}; }
static f dot(V a, V b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static V cross(V a, V b) { return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x}; }
static V nrm(V a) {
  f l = sqrtf(dot(a, a)) + 1e-9f;
  return a * (1 / l);
}
static f sg(f x) { return 1 / (1 + expf(-x)); }
static f g(V d, V c, f s) {
  c = nrm(c);
  V e = d - c;
  return expf(-dot(e, e) / (2 * s * s));
}
const int NLA = 48, NLO = 64;
const int NV = (NLA + 1) * (NLO + 1);
const int NS = 6, NE = 3;
vector<V> D(NV), T(NV);
vector<V> B[NS + NE];
vector<f> WJ(NV);
vector<int> F;
void build() {
  for (int i = 0; i <= NLA; i++)
    for (int j = 0; j <= NLO; j++) {
      f th = M_PI * i / NLA, ph = -M_PI + 2 * M_PI * j / NLO;
      V d = {sinf(th) * sinf(ph), cosf(th), sinf(th) * cosf(ph)};
      int k = i * (NLO + 1) + j;
      D[k] = d;
      V p = {.72f * d.x, 1.f * d.y, .85f * d.z};
      f nose = g(d, {0, -.10f, 1}, .16f);
      p.z += .20f * nose;
      for (int s = -1; s <= 1; s += 2) {
        p.z += .05f * g(d, {s * .30f, .32f, .9f}, .18f);
        p.z -= .07f * g(d, {s * .30f, .12f, .93f}, .13f);
        p.x += s * .12f * g(d, {(f)s, 0, 0}, .14f);
        p.z += .03f * g(d, {s * .45f, -.25f, .85f}, .25f);
      }
      f ch = g(d, {0, -.75f, .65f}, .25f);
      p.z += .06f * ch;
      p.y -= .04f * ch;
      T[k] = p;
      f low = sg((-d.y - .35f) / .12f);
      V b[NS + NE];
      for (auto &q : b) q = {0, 0, 0};
      b[0] = {.11f * p.x, 0, 0};
      b[1] = {0, .09f * p.y, 0};
      b[2] = {0, 0, .12f * nose};
      b[3] = {.16f * p.x * low, 0, 0};
      b[4] = {0, 0, .11f * g(d, {0, .5f, .85f}, .35f)};
      for (int s = -1; s <= 1; s += 2) {
        b[5] = b[5] + nrm(p) * (.10f * g(d, {s * .5f, -.2f, .85f}, .25f));
        f c = g(d, {s * .24f, -.45f, .86f}, .13f);
        b[6] = b[6] + V{s * .09f * c, .11f * c, -.01f * c};
        f br = g(d, {s * .30f, .33f, .9f}, .16f);
        b[7] = b[7] + V{0, .10f * br, 0};
        b[8] = b[8] + V{-s * .08f * c, 0, 0};
      }
      b[8] = b[8] + V{0, 0, .12f * g(d, {0, -.45f, .9f}, .15f)};
      for (int q = 0; q < NS + NE; q++) B[q].push_back(b[q]);
      WJ[k] = sg((-.46f - d.y) / .04f) * sg((d.z + .05f) / .15f);
    }
  for (int i = 0; i < NLA; i++)
    for (int j = 0; j < NLO; j++) {
      int a = i * (NLO + 1) + j, b = a + 1, c = a + NLO + 1, d = c + 1;
      int t[6] = {a, c, b, b, c, d};
      for (int q : t) F.push_back(q);
    }
}
const int NP = 3, NT = 4;  // theta layout: shape6 exp3 jaw1 pose3(pitch,yaw,roll) cam3 tex4 light27 = 47
const int TH = NS + NE + 1 + NP + 3 + NT + 27;
struct Rng {
  mt19937_64 e;
  Rng(uint64_t s) : e(s) {}
  f u(f a, f b) { return uniform_real_distribution<f>(a, b)(e); }
  f n() {
    f x = normal_distribution<f>()(e);
    return max(-2.5f, min(2.5f, x));
  }
};
void rot(const f *p, f R[9]) {
  f cx = cosf(p[0]), sx = sinf(p[0]), cy = cosf(p[1]), sy = sinf(p[1]), cz = cosf(p[2]), sz = sinf(p[2]);
  f X[9] = {1, 0, 0, 0, cx, -sx, 0, sx, cx}, Y[9] = {cy, 0, sy, 0, 1, 0, -sy, 0, cy}, Z[9] = {cz, -sz, 0, sz, cz, 0, 0, 0, 1}, M[9];
  auto mm = [](const f *A, const f *Bm, f *C) {
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++) {
        C[i * 3 + j] = 0;
        for (int k = 0; k < 3; k++) C[i * 3 + j] += A[i * 3 + k] * Bm[k * 3 + j];
      }
  };
  mm(Y, X, M);
  mm(Z, M, R);
}
void verts(const f *th, vector<V> &o) {
  o.resize(NV);
  f R[9];
  rot(th + NS + NE + 1, R);
  f ja = th[NS + NE];
  f cj = cosf(ja), sj = sinf(ja);
  V h = {0, -.05f, -.05f};
  for (int k = 0; k < NV; k++) {
    V p = T[k];
    for (int q = 0; q < NS + NE; q++) p = p + B[q][k] * th[q];
    V r = p - h;
    V pr = {r.x, cj * r.y - sj * r.z, sj * r.y + cj * r.z};
    pr = pr + h;
    p = p + (pr - p) * WJ[k];
    o[k] = {R[0] * p.x + R[1] * p.y + R[2] * p.z, R[3] * p.x + R[4] * p.y + R[5] * p.z, R[6] * p.x + R[7] * p.y + R[8] * p.z};
  }
}
void sampleTheta(Rng &r, f *th) {
  int k = 0;
  for (int i = 0; i < NS + NE; i++) th[k++] = r.n();
  th[k++] = r.u(0, .5f);
  th[k++] = r.u(-.3f, .3f);
  th[k++] = r.u(-.6f, .6f);
  th[k++] = r.u(-.2f, .2f);
  th[k++] = .86f * r.u(.92f, 1.08f);
  th[k++] = r.u(-.06f, .06f);
  th[k++] = r.u(-.06f, .06f);
  for (int i = 0; i < NT; i++) th[k++] = r.n();
  f az = r.u(-1.2f, 1.2f), el = r.u(-.3f, .9f);
  V w = {sinf(az) * cosf(el), sinf(el), cosf(az) * cosf(el)};
  f I = r.u(.4f, 1.f), a = r.u(.25f, .5f);
  f t1 = r.u(-.08f, .08f), t2 = r.u(-.08f, .08f);
  f ti[3] = {1 + t1, 1, 1 - t1}, ta[3] = {1 + t2, 1, 1 - t2};
  f Y[9] = {.282095f,
            .488603f * w.x,
            .488603f * w.y,
            .488603f * w.z,
            1.092548f * w.x * w.y,
            1.092548f * w.x * w.z,
            1.092548f * w.y * w.z,
            .546274f * (w.x * w.x - w.y * w.y),
            .315392f * (3 * w.z * w.z - 1)};
  for (int q = 0; q < 9; q++)
    for (int c = 0; c < 3; c++) th[k++] = q == 0 ? (a * ta[c] + .25f * I * ti[c]) / .282095f : I * ti[c] * Y[q];
}
V shade(const f *L, V n) {
  f C[9] = {.282095f, 1.023328f, 1.023328f, 1.023328f, .858086f, .858086f, .858086f, .429043f, .247708f};
  f b[9] = {1, n.x, n.y, n.z, n.x * n.y, n.x * n.z, n.y * n.z, n.x * n.x - n.y * n.y, 3 * n.z * n.z - 1};
  f o[3] = {0, 0, 0};
  for (int q = 0; q < 9; q++)
    for (int c = 0; c < 3; c++) o[c] += L[q * 3 + c] * C[q] * b[q];
  return {max(0.f, o[0]), max(0.f, o[1]), max(0.f, o[2])};
}
V albedo(V d, const f *t) {
  V s = {.62f + .10f * t[0] + .04f * t[1], .46f + .10f * t[0] - .01f * t[1], .38f + .09f * t[0] - .03f * t[1]};
  f lip = 0;
  {
    f e = ((d.x / .30f) * (d.x / .30f) + ((d.y + .46f) / .11f) * ((d.y + .46f) / .11f));
    lip = d.z > 0 ? sg((1 - e) / .2f) : 0;
  }
  f mo = d.z > 0 ? sg((1 - ((d.x / .25f) * (d.x / .25f) + ((d.y + .465f) / .045f) * ((d.y + .465f) / .045f))) / .25f) : 0;
  s = s + V{.14f + .12f * t[2], -.10f - .05f * t[2], -.06f + .02f * t[2]} * lip;
  s = s * (1 - mo) + V{.10f, .03f, .03f} * mo;
  for (int q = -1; q <= 1; q += 2) {
    f ex = (d.x - q * .29f) / .15f, ey = (d.y - .11f) / .085f;
    f e = d.z > 0 ? sg((1 - ex * ex - ey * ey) / .2f) : 0;
    f pu = sg((1 - (ex * ex * 5 + ey * ey * 1.6f)) / .2f);
    V ec = V{.85f, .85f, .85f} * (1 - pu) + V{.12f, .10f, .10f} * pu;
    s = s * (1 - e) + ec * e;
    f bx = (d.x - q * .29f) / .20f, by = (d.y - .30f) / .055f;
    f b = d.z > 0 ? sg((1 - bx * bx - by * by) / .25f) : 0;
    f k = min(.95f, max(.0f, .60f + .30f * t[3]));
    s = s * (1 - b * k);
  }
  return {max(.03f, min(1.f, s.x)), max(.03f, min(1.f, s.y)), max(.03f, min(1.f, s.z))};
}
struct Hit {
  int tri;
  f a, b, c;
};
void raster(const vector<V> &P, const f *cam, int N, vector<Hit> &H) {
  H.assign(N * N, {-1, 0, 0, 0});
  vector<f> Z(N * N, -1e9f);
  vector<V> S(P.size());
  for (size_t k = 0; k < P.size(); k++) {
    S[k] = {(cam[0] * (P[k].x + cam[1]) * .5f + .5f) * N, (.5f - cam[0] * (P[k].y + cam[2]) * .5f) * N, P[k].z};
  }
  for (size_t t = 0; t < F.size(); t += 3) {
    V A = S[F[t]], Bv = S[F[t + 1]], C = S[F[t + 2]];
    f ar = (Bv.x - A.x) * (C.y - A.y) - (C.x - A.x) * (Bv.y - A.y);
    if (fabsf(ar) < 1e-9f) continue;
    int x0 = max(0, (int)floorf(min(A.x, min(Bv.x, C.x)) - .5f)), x1 = min(N - 1, (int)ceilf(max(A.x, max(Bv.x, C.x)) - .5f)),
        y0 = max(0, (int)floorf(min(A.y, min(Bv.y, C.y)) - .5f)), y1 = min(N - 1, (int)ceilf(max(A.y, max(Bv.y, C.y)) - .5f));
    for (int y = y0; y <= y1; y++)
      for (int x = x0; x <= x1; x++) {
        f px = x + .5f, py = y + .5f;
        f w0 = ((Bv.x - px) * (C.y - py) - (C.x - px) * (Bv.y - py)) / ar, w1 = ((C.x - px) * (A.y - py) - (A.x - px) * (C.y - py)) / ar,
          w2 = 1 - w0 - w1;
        if (w0 < 0 || w1 < 0 || w2 < 0) continue;
        f z = w0 * A.z + w1 * Bv.z + w2 * C.z;
        if (z > Z[y * N + x]) {
          Z[y * N + x] = z;
          H[y * N + x] = {(int)t, w0, w1, w2};
        }
      }
  }
}
void normals(const vector<V> &P, vector<V> &n) {
  n.assign(NV, {0, 0, 0});
  for (size_t t = 0; t < F.size(); t += 3) {
    V e = cross(P[F[t + 1]] - P[F[t]], P[F[t + 2]] - P[F[t]]);
    for (int q = 0; q < 3; q++) n[F[t + q]] = n[F[t + q]] + e;
  }
  for (int i = 0; i <= NLA; i++) {
    int a = i * (NLO + 1), b = a + NLO;
    V s = n[a] + n[b];
    n[a] = n[b] = s;
  }
  {
    V s = {0, 0, 0}, q = {0, 0, 0};
    for (int j = 0; j <= NLO; j++) {
      s = s + n[j];
      q = q + n[NLA * (NLO + 1) + j];
    }
    for (int j = 0; j <= NLO; j++) {
      n[j] = s;
      n[NLA * (NLO + 1) + j] = q;
    }
  }
  for (auto &v : n) v = nrm(v);
}
bool SHOW = false;
int GK = -1;
f GD = 0;
void smp(uint64_t seed, int R, f *th, f *cond, f *photo) {
  Rng r(seed * 2654435761ULL + 12345);
  sampleTheta(r, th);
  if (GK >= 0) th[GK] += GD;
  int N = R * 2;
  vector<V> P, n;
  vector<Hit> H;
  verts(th, P);
  normals(P, n);
  const f *cam = th + NS + NE + 1 + NP;
  const f *tx = cam + 3;
  const f *L = tx + NT;
  raster(P, cam, N, H);
  vector<f> acc(9 * R * R, 0.f);
  auto put = [&](int ch, int x, int y, f v) { acc[ch * R * R + (y / 2) * R + x / 2] += .25f * v; };
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++) {
      Hit &h = H[y * N + x];
      if (h.tri < 0) continue;
      int *t = &F[h.tri];
      V nn = nrm(n[t[0]] * h.a + n[t[1]] * h.b + n[t[2]] * h.c), d = nrm(D[t[0]] * h.a + D[t[1]] * h.b + D[t[2]] * h.c);
      V s = shade(L, nn), al = albedo(d, tx);
      put(0, x, y, al.x * s.x);
      put(1, x, y, al.y * s.y);
      put(2, x, y, al.z * s.z);
      put(3, x, y, nn.x * .5f + .5f);
      put(4, x, y, nn.y * .5f + .5f);
      put(5, x, y, nn.z * .5f + .5f);
    }
  for (int q = 0; q < 6 * R * R; q++) cond[q] = min(1.f, max(0.f, acc[q])) * 2 - 1;
  // photo with unobserved factors
  f hth = r.u(.15f, .60f), vol = r.u(0, 1), bald = r.u(0, 1) < .12f ? 1 : 0;
  V hc = {r.u(.05f, .75f), 0, 0};
  hc.y = hc.x * r.u(.6f, 1.f);
  hc.z = hc.y * r.u(.4f, 1.f);
  f sp = r.u(0, 6.28f), sf = r.u(6, 14);
  f ks = r.u(0, .35f);
  V hn = nrm({r.u(-.12f, .12f), .85f, -.5f});
  f gd[4][5];
  for (auto &q : gd) {
    V k = nrm({r.n(), r.n(), r.n()});
    f fr = r.u(6, 16);
    q[0] = k.x * fr;
    q[1] = k.y * fr;
    q[2] = k.z * fr;
    q[3] = r.u(0, 6.28f);
    q[4] = r.u(0, .03f);
  }
  V b0 = {r.u(.05f, .95f), r.u(.05f, .95f), r.u(.05f, .95f)}, b1 = {r.u(.05f, .95f), r.u(.05f, .95f), r.u(.05f, .95f)};
  f ba = r.u(0, 6.28f);
  f bl[2][6];
  for (auto &q : bl) {
    q[0] = r.u(0, 1);
    q[1] = r.u(0, 1);
    q[2] = r.u(.1f, .3f);
    for (int c = 3; c < 6; c++) q[c] = r.u(-.35f, .35f);
  }
  f ex = r.u(.92f, 1.08f), wr = r.u(.96f, 1.04f), wb = r.u(.96f, 1.04f), ga = r.u(.92f, 1.08f), vg = r.u(0, .25f), nz = r.u(0, .02f);
  if (SHOW) {
    nz = 0;
    printf("%.9g %.9g %.9g ", hth, vol, bald);
    printf("%.9g %.9g %.9g ", hc.x, hc.y, hc.z);
    printf("%.9g %.9g %.9g %.9g %.9g %.9g ", sp, sf, ks, hn.x, hn.y, hn.z);
    for (auto &q : gd)
      for (int i = 0; i < 5; i++) printf("%.9g ", q[i]);
    printf("%.9g %.9g %.9g %.9g %.9g %.9g %.9g ", b0.x, b0.y, b0.z, b1.x, b1.y, b1.z, ba);
    for (auto &q : bl)
      for (int i = 0; i < 6; i++) printf("%.9g ", q[i]);
    printf("%.9g %.9g %.9g %.9g %.9g\n", ex, wr, wb, ga, vg);
  }
  vector<V> P2 = P;
  vector<f> hm(NV);
  for (int k = 0; k < NV; k++) {
    hm[k] = bald ? 0 : sg((dot(D[k], hn) - hth) / .05f);
  }  // displace along normal
  for (int k = 0; k < NV; k++) P2[k] = P[k] + n[k] * (hm[k] * (.04f + .14f * vol));
  vector<V> n2;
  normals(P2, n2);
  raster(P2, cam, N, H);
  fill(acc.begin(), acc.end(), 0.f);
  V w = nrm({L[3], L[6], L[9]});
  V hv = nrm(w + V{0, 0, 1});
  for (int y = 0; y < N; y++)
    for (int x = 0; x < N; x++) {
      Hit &h = H[y * N + x];
      V c;
      f u = (x + .5f) / N, v = (y + .5f) / N;
      if (h.tri < 0) {
        f t = sg(((u - .5f) * cosf(ba) + (v - .5f) * sinf(ba)) * 5);
        c = b0 * (1 - t) + b1 * t;
        for (auto &q : bl) {
          f e = expf(-((u - q[0]) * (u - q[0]) + (v - q[1]) * (v - q[1])) / (2 * q[2] * q[2]));
          c = c + V{q[3], q[4], q[5]} * e;
        }
      } else {
        int *t = &F[h.tri];
        V nn = nrm(n2[t[0]] * h.a + n2[t[1]] * h.b + n2[t[2]] * h.c), d = nrm(D[t[0]] * h.a + D[t[1]] * h.b + D[t[2]] * h.c);
        f m = hm[t[0]] * h.a + hm[t[1]] * h.b + hm[t[2]] * h.c;
        V al = albedo(d, tx);
        f de = 1;
        for (auto &q : gd) de += q[4] * cosf(q[0] * d.x + q[1] * d.y + q[2] * d.z + q[3]);
        al = al * de;
        f ph = atan2f(d.x, d.z);
        V ha = hc * (.85f + .25f * sinf(ph * sf + sp));
        al = al * (1 - m) + ha * m;
        V s = shade(L, nn);
        f spc = ks * (1 - .5f * m) * powf(max(0.f, dot(nn, hv)), 20.f);
        c = {al.x * s.x + spc, al.y * s.y + spc, al.z * s.z + spc};
      }
      f rr = (u - .5f) * (u - .5f) + (v - .5f) * (v - .5f);
      f k = ex * (1 - vg * rr * 2);
      c = {c.x * k * wr, c.y * k, c.z * k * wb};
      f cc[3] = {c.x, c.y, c.z};
      for (int q = 0; q < 3; q++) put(q, x, y, powf(min(1.f, max(0.f, cc[q])), ga));
    }
  for (int q = 0; q < 3 * R * R; q++) photo[q] = min(1.f, max(0.f, acc[q] + nz * r.n())) * 2 - 1;
}
static void line(const vector<f> &values) {
  for (f value : values) printf("%.6g ", value);
  printf("\n");
}
int main(int, char **v) {
  int R = atoi(v[1]), n = atoi(v[2]);
  uint64_t first = atoll(v[3]);
  string what = v[4];
  vector<f> th(TH), cond(6 * R * R), photo(3 * R * R), cond1 = cond, photo1 = photo;
  build();
  if (what == "time") {
    char input[64];
    while (fgets(input, sizeof input, stdin)) {
      auto begin = chrono::steady_clock::now();
      double sum = 0;
      for (int i = 0; i < n; i++) {
        smp(first + i, R, th.data(), cond.data(), photo.data());
        for (f value : photo) sum += value;
      }
      printf("%.9g %.9g\n", chrono::duration<double>(chrono::steady_clock::now() - begin).count(), sum / n / photo.size());
      fflush(stdout);
    }
  } else if (what == "show") {
    SHOW = true;
    for (int i = 0; i < n; i++) {
      smp(first + i, R, th.data(), cond.data(), photo.data());
      line(th), line(cond), line(photo);
    }
  } else {
    const int K = 20, PRIOR = 4000;
    vector<double> mean(K), square(K), inPhoto(K), inCond(K);
    Rng r(5);
    for (int i = 0; i < PRIOR; i++) {
      sampleTheta(r, th.data());
      for (int k = 0; k < K; k++) mean[k] += th[k] / PRIOR, square[k] += th[k] * th[k] / PRIOR;
    }
    for (int i = 0; i < n; i++) {
      GK = -1;
      smp(first + i, R, th.data(), cond.data(), photo.data());
      for (int k = 0; k < K; k++) {
        GK = k, GD = sqrt(square[k] - mean[k] * mean[k]);
        smp(first + i, R, th.data(), cond1.data(), photo1.data());
        for (size_t q = 0; q < photo.size(); q++) inPhoto[k] += (photo1[q] - photo[q]) * (photo1[q] - photo[q]);
        for (size_t q = 0; q < cond.size(); q++) inCond[k] += (cond1[q] - cond[q]) * (cond1[q] - cond[q]);
      }
    }
    for (int k = 0; k < K; k++) printf("%.4f %.4f\n", sqrt(inPhoto[k] / n) / 2, sqrt(inCond[k] / n) / 2);
  }
}
