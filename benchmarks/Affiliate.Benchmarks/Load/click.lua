-- A beacon as the browser script sends it.
wrk.method = "POST"
wrk.body = '{"ref":"alpha","landing":"/pricing","referrer":"https://blog.example/posts/best-tools"}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
wrk.headers["Accept-Language"] = "en-GB,en;q=0.9"
