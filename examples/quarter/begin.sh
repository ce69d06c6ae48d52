# What every script here begins with: two councils, their people, and the agreement. Not run by
# itself. The scripts show each command before it is given.

here=$(CDPATH= cd "$(dirname "$0")" && pwd)
if [ -e concordat.db ]; then
    echo "There are books in this folder already: run the script in an empty one" >&2
    exit 2
fi

# Shows a command, then gives it.
concordat() {
    printf '\n$ concordat'
    for word in "$@"; do
        case $word in
        *[\ \&\;]*) printf ' "%s"' "$word" ;;
        *) printf ' %s' "${word#"$here"/}" ;;
        esac
    done
    printf '\n'
    command concordat "$@"
}

# The day, for a trial: without it every command is of today.
on() {
    export CONCORDAT_TODAY="$1"
    printf '\n=== %s: %s\n' "$1" "$2"
}

# Gives a command that must be refused.
refused() {
    if "$@" 2>&1; then
        echo "this should have been refused" >&2
        exit 1
    fi
}

# In a trial everybody has one password. In earnest nobody sets it here: the program asks for it.
export CONCORDAT_PASSWORD="three plain words" CONCORDAT_NEW_PASSWORD="three plain words"

on 2025-06-20 "two councils join"
concordat council add "Ashenford Borough Council" --prefix ASH \
    --admin ash.admin --admin-name "Ada Ashe" --admin-email ada@ashenford.example
concordat council add "Pellworth District Council" --prefix PEL \
    --admin pel.admin --admin-name "Pia Pell" --admin-email pia@pellworth.example

# At Ashenford, which bills, Amira draws up and Ben approves; at Pellworth, which pays, Pru agrees.
concordat user add amira --name "Amira Khan" --email amira@ashenford.example \
    --role preparer --as ash.admin
concordat user add ben --name "Ben Stone" --email ben@ashenford.example \
    --role approver --as ash.admin
concordat user add pru --name "Pru Page" --email pru@pellworth.example \
    --role partner-finance --as pel.admin

concordat import "$here/agreement.toml" --as amira
