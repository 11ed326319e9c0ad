# Reads SMILES line by line and answers with "logP accessibility ring" (the largest ring's size), or "-" for what is no molecule.
# The first line that it writes says which RDKit this is and where its data lies.
import os
import sys

from rdkit import Chem, RDConfig, RDLogger, rdBase
from rdkit.Chem import Descriptors

sys.path.append(os.path.join(RDConfig.RDContribDir, "SA_Score"))
import sascorer  # noqa: E402

RDLogger.DisableLog("rdApp.*")
print(rdBase.rdkitVersion, RDConfig.RDDataDir, sep="\t", flush=True)
for line in sys.stdin:
    molecule = Chem.MolFromSmiles(line.rstrip("\n"))
    if molecule is None or molecule.GetNumAtoms() == 0:
        print("-", flush=True)
        continue
    rings = [len(r) for r in molecule.GetRingInfo().AtomRings()]
    print(repr(Descriptors.MolLogP(molecule)), repr(sascorer.calculateScore(molecule)), max(rings, default=0), flush=True)
