#!/usr/bin/env bash
# Trains the overlay network: train.sh [--samples N] [--warm FILE] [--shared DIR] [--work DIR] [--install] [--smoke]
#   --samples N   length of the schedule (100000; a quarter of an hour of one idle core, beside another that draws)
#   --warm FILE   start from these weights (weights.pt beside this script are those that ship)
#   --shared DIR  where faces/ and detect/ are (../shared beside the repository)
#   --work DIR    for fonts, checkpoints and logs (build/training)
#   --install     put the result into data/models when done
#   --smoke       a minute, with 200 photographs and the fonts of this machine, to see that everything runs
# The fonts are those of Debian packages, which are unpacked into the work folder and not installed.

set -euo pipefail
source "$(dirname "$0")/../common.sh"
small_network overlay 100000 "$@"
packages=(bebas-neue cabin cantarell comfortaa courier-prime crosextra-carlito dancingscript dejavu-core dejavu-extra dseg ebgaramond firacode
    font-awesome freefont-ttf go hosny-amiri inter kaushanscript lato league-spartan liberation linuxlibertine lobster nanum noto-core oldstandard
    open-sans opendin play quicksand roboto-unhinted thai-tlwg-ttf ubuntu-title urw-base35 vlgothic wqy-zenhei yanone-kaffeesatz)
fonts=$work/fonts
if [ -n "$smoke" ]; then
    fonts=/usr/share/fonts
elif [ ! -d "$fonts/usr" ]; then
    mkdir -p "$fonts/packages"
    (cd "$fonts/packages" && apt-get download "${packages[@]/#/fonts-}" && for file in *.deb; do dpkg-deb -x "$file" ..; done)
fi
nice -n 19 "$python" train.py --shared "$shared" --out "$out" --fonts "$fonts" --samples "$samples" "${more[@]}"
"$python" measure.py --shared "$shared" --fonts "$fonts" "$out/checkpoint.pt" ${smoke:+--films 3}
export_network overlay.onnx
