#!/usr/bin/env bash
# The main job on the five raw articles of the corpus: what each question must find. `corpus.sh SHARED`
set -uo pipefail
shared=${1:?where the corpus lies}
program=${NEWSGREP:-target/debug/newsgrep}
cache=$(mktemp -d)
trap 'rm -rf "$cache"' EXIT
export XDG_CACHE_HOME=$cache
wrong=0

# check EXIT "the files found, by their numbers" ARGUMENTS…
check() {
    local exit=$1 files=$2 found code
    shift 2
    found=$("$program" -l "$@" "$shared/corpus" 2>/dev/null)
    code=$?
    found=$(printf '%s' "$found" | sed 's:.*/::; s:_.*::' | sort | paste -sd' ')
    if [ "$code" = "$exit" ] && [ "$found" = "$files" ]; then
        printf 'right   %s: %s\n' "$*" "${files:-nothing}"
    else
        printf 'WRONG   %s: found %s (exit %s), expected %s (exit %s)\n' "$*" "${found:-nothing}" "$code" "${files:-nothing}" "$exit"
        wrong=$((wrong + 1))
    fi
}

check 0 '000 001' 'last Ukrainian'
check 0 '004' 'speaker:zelensky'
check 0 '000 001 002 004' 'Zelenskyy~2'
check 0 '003' 'source:reuters'
check 0 '002' 'author:hill'
check 0 '002' 'date:unknown'
check 0 '000 001 003' 'date:2025-11-27'
check 0 '004' 'date:2025-11-28'
check 0 '000 001 002 003 004' 'speaker:putin'
check 1 '' 'xyzzy'
check 1 '' 'Greenland'
check 1 '' 'Nikkei'
check 2 '' '"open'
said=$("$program" '"open' "$shared/corpus" 2>&1)
case $said in
*^*) echo 'right   a caret under the open quote' ;;
*) echo 'WRONG   no caret under the open quote'; wrong=$((wrong + 1)) ;;
esac

echo "$wrong wrong"
[ "$wrong" = 0 ]
