#!/bin/sh
# Sends what Stripe sends when a user's invoice of 99 dollars is paid, signed as Stripe signs it.
# Usage: samples/Saas/pay.sh USER_ID [INVOICE_ID]      (URL, PREFIX and STRIPE_SECRET can be set in the environment)
set -eu
user=$1
now=$(date +%s)
invoice=${2:-in_$now}
body='{"id":"evt_'$invoice'","object":"event","type":"invoice.paid","created":'$now',"livemode":false,"data":{"object":{
  "id":"'$invoice'","object":"invoice","status":"paid","currency":"usd","total":9900,"amount_paid":9900,
  "total_excluding_tax":9900,"metadata":{"affiliate_customer":"'$user'"}}}}'
signature=$(printf '%s.%s' "$now" "$body" | openssl dgst -sha256 -hmac "${STRIPE_SECRET:-whsec_sample}" -r | cut -d' ' -f1)
curl -sS -H "Stripe-Signature: t=$now,v1=$signature" -H 'Content-Type: application/json' --data-binary "$body" \
  "${URL:-http://127.0.0.1:5080}${PREFIX:-/affiliate}/webhooks/stripe"
echo
