#!/usr/bin/env bash
# Makes the style and the script of govuk-frontend anew, without the brand of GOV.UK, from npm. Run
# it by hand when the version changes; what it makes is committed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
version=6.6.0
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm init -y >/dev/null && npm install --silent --ignore-scripts "govuk-frontend@$version" sass@1.108)
(cd "$work" && npx sass --load-path=node_modules --style=compressed --no-source-map --quiet-deps \
    "$OLDPWD/council.scss" "$OLDPWD/../govuk-council-$version.min.css")
sed -E 's@//# sourceMappingURL=.*$@@' \
    "$work/node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js" \
    > "../govuk-frontend-$version.min.js"
cd ..
sha256sum "govuk-council-$version.min.css" "govuk-frontend-$version.min.js" \
    LICENSE-govuk-frontend.txt > source/SHA256SUMS
