# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The server from outside: starting and ending it, the first user, tokens, and what comes over the wire wrong.
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"

# request METHOD PATH [TOKEN] [BODY]: prints the status, then the body.
request() {
  python3 - "$url" "$@" <<'PYTHON'
import http.client, sys
url, method, path = sys.argv[1:4]
token = sys.argv[4] if len(sys.argv) > 4 else ""
body = sys.argv[5] if len(sys.argv) > 5 else None
connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=20)
headers = {"Tagpost-Client": "test"}
if token:
    headers["Authorization"] = "Bearer " + token
if body is not None:
    headers["Content-Type"] = "application/json"
connection.request(method, path, body.encode() if body is not None else None, headers)
answer = connection.getresponse()
print(answer.status)
print(answer.read().decode())
PYTHON
}

status() { request "$@" | sed -n 1p; }
body() { request "$@" | sed 1d; }

# --- starting
exits "an address that is none is refused" 2 tagpost serve --listen nowhere
exits "a port that is none is refused" 2 tagpost serve --listen 127.0.0.1:99999
mkdir -p "$work/broken"
head -c 8192 /dev/urandom >"$work/broken/tagpost.db"
exits "a file that is no database is refused" 1 tagpost serve --data "$work/broken" --listen 127.0.0.1:0
like "and it says which" "$(tagpost serve --data "$work/broken" --listen 127.0.0.1:0 2>&1)" "tagpost: .*(database|tagpost\.db)"
exits "a database server that is not there is told" 1 \
  tagpost serve --database "postgresql://nobody@127.0.0.1:$(free_port)/none" --listen 127.0.0.1:0

serve || finish
like "the first line tells the address" "$(head -n 1 "$work/serve.out")" '^listening on http://127\.0\.0\.1:[0-9]+$'
exits "an address that is taken is told" 1 tagpost serve --listen "${url#http://}"
is "it lives" "$(status GET /healthz)" 200
is "it is ready" "$(body GET /readyz)" '{"status":"ready"}'
is "the document is there" "$(body GET /api/v1/openapi.json | json openapi)" 3.1.0
is "and describes as many operations as there are routes under /api" \
  "$(body GET /api/v1/openapi.json | python3 -c 'import json,sys; print(sum(len(i) for p, i in json.load(sys.stdin)["paths"].items() if p.startswith("/api/")))')" \
  "$(tagpost --json routes | python3 -c 'import json,sys; print(sum(r["path"].startswith("/api/") for r in json.load(sys.stdin)["routes"]))')"

# --- the first user
setup="$(sed -n 's/.*setup?token=//p' "$work/serve.err")"
like "a set-up token is printed" "$setup" '^setup_'
is "a made-up one is refused" "$(status POST /api/v1/setup "" '{"token":"setup_x","email":"anna@example.com","password":"correct horse"}')" 403
is "it makes the first user" "$(status POST /api/v1/setup "" "{\"token\":\"$setup\",\"email\":\"anna@example.com\",\"password\":\"correct horse\"}")" 201
is "once" "$(status POST /api/v1/setup "" "{\"token\":\"$setup\",\"email\":\"eve@example.com\",\"password\":\"correct horse\"}")" 403
is "who is an owner" "$(tagpost --json user list | json users.0.role)" owner

printf 'battery staple\n' >"$work/password"
succeeds "the command line adds users too" tagpost user add bert@example.com --password-file "$work/password"
is "who are editors" "$(tagpost --json user list | json users.1.role)" editor
is "and can log in" "$(status POST /api/v1/login "" '{"email":"bert@example.com","password":"battery staple"}')" 200
exits "not twice" 1 tagpost user add BERT@example.com --password-file "$work/password"
exits "not with a role that there is not" 2 tagpost user add carl@example.com --password-file "$work/password" --role king
exits "not without a password" 2 tagpost user add carl@example.com
printf 'short\n' >"$work/short"
exits "not with a short one" 2 tagpost user add carl@example.com --password-file "$work/short"
exits "the last owner stays" 1 tagpost user remove anna@example.com
succeeds "others can be removed" tagpost user remove bert@example.com
is "and cannot log in any more" "$(status POST /api/v1/login "" '{"email":"bert@example.com","password":"battery staple"}')" 401

# --- tokens
token="$(tagpost token add reader --scopes 'tags:read,lists:read' 2>/dev/null)"
all="$(tagpost --json token add all --scopes '*' | json token)"
exits "an unknown scope is refused" 2 tagpost token add odd --scopes fly
exits "a name is taken once" 1 tagpost token add Reader --scopes tags:read
is "a token reads" "$(status GET /api/v1/tags "$token")" 200
is "what it may" "$(status GET /api/v1/users "$token")" 403
is "and does not write" "$(status POST /api/v1/tags "$token" '{"name":"A"}')" 403
is "without one there is nothing" "$(status GET /api/v1/tags)" 401
succeeds "it can be taken back" tagpost token remove reader
is "at once, by another process" "$(status GET /api/v1/tags "$token")" 401
is "the secret is not in the database" "$(grep -c -- "$all" "$TAGPOST_DATA/tagpost.db")" 0

# --- bodies
deep="$(python3 -c 'print("[" * 100000)')"
is "JSON of depth 100,000" "$(printf '%s' "$deep" >"$work/deep"; python3 - "$url" "$all" "$work/deep" <<'PYTHON'
import http.client, sys
connection = http.client.HTTPConnection(sys.argv[1].removeprefix("http://"), timeout=20)
connection.request("POST", "/api/v1/tags", open(sys.argv[3], "rb").read(),
                   {"Authorization": "Bearer " + sys.argv[2], "Content-Type": "application/json"})
print(connection.getresponse().status)
PYTHON
)" 400
is "a key given twice" "$(status POST /api/v1/tags "$all" '{"name":"A","name":"B"}')" 400
is "data after the value" "$(status POST /api/v1/tags "$all" '{"name":"A"} x')" 400
is "half a surrogate" "$(status POST /api/v1/tags "$all" '{"name":"\ud800"}')" 400
is "the wrong type" "$(status POST /api/v1/tags "$all" '{"name":1}')" 422
is "an empty name" "$(status POST /api/v1/tags "$all" '{"name":""}')" 422
is "markup is a name like any other" "$(body POST /api/v1/tags "$all" '{"name":"<script>alert(1)</script>"}' | json name)" '<script>alert(1)</script>'
is "and so is a template" "$(body POST /api/v1/tags "$all" '{"name":"{{ 7 | times: 7 }}"}' | json name)" '{{ 7 | times: 7 }}'
is "nothing else came to be" "$(body GET /api/v1/tags "$all" | json 'tags.#')" 2
is "an id of nothing" "$(status GET /api/v1/tags/00000000000000000000000000 "$all")" 404
is "an id of another kind" "$(status GET "/api/v1/tags/$(tagpost --json user list | json users.0.id)" "$all")" 404
is "a number is no id" "$(status GET /api/v1/tags/1 "$all")" 404

# --- the wire. Each case: name, status wanted (0: any refusal, or the connection closed), the bytes.
while IFS=$'\t' read -r result name detail; do
  if [ "$result" = ok ]; then ok "$name"; else not_ok "$name" "$detail"; fi
done < <(python3 - "${url#http://}" "$all" <<'PYTHON'
import socket, sys
address, token = sys.argv[1:3]
host, port = address.rsplit(":", 1)
base = f"Host: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"

def ask(data, more=b""):
    with socket.create_connection((host, int(port)), timeout=20) as s:
        try:
            s.sendall(data)
            if more:
                s.sendall(more)
        except OSError:
            pass
        answer = b""
        try:
            while piece := s.recv(65536):
                answer += piece
        except OSError:
            pass
        return answer

def status(answer):
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0

body = '{"name":"X"}'
post = "POST /api/v1/tags HTTP/1.1\r\n" + base + "Content-Type: application/json\r\n"
cases = [
    ("two lengths", {400}, post + "Content-Length: 12\r\nContent-Length: 13\r\n\r\n" + body),
    ("a length and chunks", {400}, post + "Content-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("a length that is no number", {400}, post + "Content-Length: +12\r\n\r\n" + body),
    ("a negative length", {400}, post + "Content-Length: -1\r\n\r\n"),
    ("a header of 1 MB", {400, 431, 0}, "GET /healthz HTTP/1.1\r\n" + base + "X: " + "a" * 1000000 + "\r\n\r\n"),
    ("a target of 1 MB", {400, 414, 431, 0}, "GET /" + "a" * 1000000 + " HTTP/1.1\r\n" + base + "\r\n"),
    ("dots and an encoded slash", {400, 404}, "GET /api/v1/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + base + "\r\n"),
    ("doubly encoded dots", {400, 404}, "GET /%252e%252e/%252e%252e/etc/passwd HTTP/1.1\r\n" + base + "\r\n"),
    ("plain dots", {400, 404}, "GET /../../etc/passwd HTTP/1.1\r\n" + base + "\r\n"),
    ("a limit beyond all", {422}, "GET /api/v1/tags?limit=1e9 HTTP/1.1\r\n" + base + "\r\n"),
    ("a limit of text", {422}, "GET /api/v1/tags?limit=10;drop HTTP/1.1\r\n" + base + "\r\n"),
    ("SQL as an order", {422}, "GET /api/v1/tags?sort=id;drop HTTP/1.1\r\n" + base + "\r\n"),
    ("no host", {400}, "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"),
    ("two hosts", {400}, "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"),
    ("an unknown method", {405, 501, 400}, "BREW /healthz HTTP/1.1\r\n" + base + "\r\n"),
    ("a method that the path does not know", {405}, "DELETE /healthz HTTP/1.1\r\n" + base + "\r\n"),
    ("a key with control characters", {400, 422}, post + "Idempotency-Key: a\tb\x01\r\nContent-Length: 12\r\n\r\n" + body),
    ("a key that is too long", {400, 422}, post + "Idempotency-Key: " + "k" * 300 + "\r\nContent-Length: 12\r\n\r\n" + body),
    ("a form where JSON is wanted", {415}, "POST /api/v1/tags HTTP/1.1\r\n" + base + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nname=X"),
    ("no HTTP at all", {400, 0}, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\r\n\r\n"),
    ("a made-up sender changes nothing", {401}, f"GET /api/v1/me HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-User: anna\r\nConnection: close\r\n\r\n"),
]
for name, wanted, text in cases:
    got = status(ask(text.encode("latin-1")))
    print(f"{'ok' if got in wanted else 'wrong'}\t{name}\tstatus {got}")

# 100 MB announced: refused before it is read. The same in chunks: as soon as it is too much.
got = status(ask((post + "Content-Length: 104857600\r\n\r\n").encode()))
print(f"{'ok' if got == 413 else 'wrong'}\ta body of 100 MB\tstatus {got}")
chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"
got = status(ask((post + "Transfer-Encoding: chunked\r\n\r\n").encode(), chunk * 200))
print(f"{'ok' if got in (413, 0) else 'wrong'}\t12 MB in chunks\tstatus {got}")

# Many that begin and say nothing more: others are answered at once.
idle = []
for _ in range(500):
    s = socket.create_connection((host, int(port)), timeout=20)
    s.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
    idle.append(s)
import time
before = time.monotonic()
got = status(ask(("GET /readyz HTTP/1.1\r\n" + base + "\r\n").encode()))
took = time.monotonic() - before
print(f"{'ok' if got == 200 and took < 1 else 'wrong'}\t500 idle connections keep nobody out\tstatus {got} after {took:.2f} s")
PYTHON
)
is "nothing of that came to be" "$(body GET /api/v1/tags "$all" | json 'tags.#')" 2
is "the server lives on" "$(status GET /healthz)" 200

# --- ending
before=$SECONDS
unserve TERM
is "TERM ends it with 0" "$?" 0
if [ $((SECONDS - before)) -le 10 ]; then ok "within ten seconds"; else not_ok "within ten seconds" "$((SECONDS - before)) s"; fi
serve || finish
is "it starts again" "$(status GET /readyz)" 200
is "no set-up token is printed now" "$(grep -c 'setup?token' "$work/serve.err")" 1
is "what was there is there" "$(body GET /api/v1/tags "$all" | json 'tags.#')" 2
unserve KILL
serve || finish
is "after a kill too" "$(body GET /api/v1/tags "$all" | json 'tags.#')" 2
unserve
finish
