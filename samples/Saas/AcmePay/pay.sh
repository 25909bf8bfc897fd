#!/bin/sh
# Sends what the made-up provider AcmePay sends when a user's charge of 99 dollars is paid, signed as AcmePay signs it.
# Usage: samples/Saas/AcmePay/pay.sh USER_ID [CHARGE_ID]      (URL and ACME_SECRET can be set in the environment)
set -eu
user=$1
now=$(date +%s)
charge=${2:-chg_$now}
body='{"id":"evt_'$charge'","type":"charge.paid","sent_at":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","test":false,"data":{
  "id":"'$charge'","amount":9900,"tax":0,"currency":"USD","metadata":{"affiliate_customer":"'$user'"}}}'
signature=$(printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac "${ACME_SECRET:-acme_sample}" -r | cut -d' ' -f1)
curl -sS -H "Acme-Signature: at=$now;sig=$signature" -H 'Content-Type: application/json' --data-binary "$body" \
  "${URL:-http://127.0.0.1:5080}/affiliate/webhooks/acmepay"
echo
