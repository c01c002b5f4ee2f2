# An S3-compatible server from npm for the tests of backups, in a directory of its own. Sourced by eng/setup.sh.

S3_PACKAGE='@20minutes/s3rver@5.0.0'

find_s3() {
  local directory="$CONTAINMENT_CACHE/s3" new
  CONTAINMENT_S3="$directory/serve.mjs"
  if [[ ! -f "$CONTAINMENT_S3" ]]; then
    must_be_root "fetch $S3_PACKAGE"
    new="$(mktemp -d "$directory.new.XXXXXX")"
    # Its program is not in the package; it asks for a newer Node than it needs.
    (cd "$new" && npm init -y && npm install --no-audit --no-fund --engine-strict=false "$S3_PACKAGE") > "$new.log" 2>&1 < /dev/null || {
      tail -n 10 "$new.log" >&2
      rm -rf "$new" "$new.log"
      refuse "$S3_PACKAGE could not be fetched" "npm's last words are above; is the network there?"
    }
    rm -f "$new.log"
    cat > "$new/serve.mjs" << 'MJS'
import S3rver from '@20minutes/s3rver';
const [directory, port] = process.argv.slice(2);
const server = new S3rver({ port: Number(port), address: '127.0.0.1', silent: true, directory, allowMismatchedSignatures: true, configureBuckets: [{ name: 'backups' }] });
console.log((await server.run()).port);
MJS
    chmod 755 "$new"
    rm -rf "$directory"
    mv "$new" "$directory"
  fi
  export CONTAINMENT_S3
}
