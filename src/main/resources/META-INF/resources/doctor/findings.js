/**
 * What each finding means in plain words, and the lines that mend it. The lines for nginx and HAProxy are tried by the tests; those for Traefik,
 * Caddy and the Kubernetes ingress (ingress-nginx) are written from their documentation.
 *
 * A remedy is a list of `[where, lines]`: the place in the configuration, and what to write there.
 */

export const PROXIES = [
  { id: 'nginx', name: 'nginx', tried: true },
  { id: 'haproxy', name: 'HAProxy', tried: true },
  { id: 'traefik', name: 'Traefik', tried: false },
  { id: 'caddy', name: 'Caddy', tried: false },
  { id: 'ingress', name: 'Kubernetes ingress', tried: false },
];

const UPGRADE_MAP = `map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}`;

const NGINX_UPGRADE = [
  ['http', UPGRADE_MAP],
  ['location', 'proxy_http_version 1.1;\nproxy_set_header Upgrade $http_upgrade;\nproxy_set_header Connection $connection_upgrade;'],
];

const nothing = text => [['nothing to set', text]];

/** The annotations of an Ingress. */
const annotations = (...lines) => [['metadata.annotations', lines.map(line => `nginx.ingress.kubernetes.io/${line}`).join('\n')]];

/** Lines for proxies that buffer: also where something else shows that they do. */
const UNBUFFERED = {
  nginx: [['location', 'proxy_buffering off;\ngzip off;']],
  haproxy: [['defaults', '# HAProxy buffers nothing, but may wait up to 200 ms for more to send\noption http-no-delay']],
  traefik: [['http.services.<name>.loadBalancer', 'responseForwarding:\n  flushInterval: 1ms'],
    ['http.routers.<name>.middlewares', '# without a buffering middleware that has maxResponseBodyBytes or memResponseBodyBytes']],
  caddy: [['reverse_proxy', 'flush_interval -1\n# and without response_buffers']],
  ingress: annotations('proxy-buffering: "off"'),
};

const UNCOMPRESSED = {
  nginx: [['location', 'gzip off;']],
  haproxy: [['frontend, backend', '# leave text/event-stream out of the types\ncompression type text/html text/css text/javascript application/json']],
  traefik: [['http.middlewares.<name>.compress', 'excludedContentTypes:\n  - text/event-stream']],
  caddy: [['site', '@other not path /metrics/stream /doctor/stream\nencode @other zstd gzip']],
  ingress: [['ConfigMap of the controller', '# gzip-types must not name text/event-stream\nuse-gzip: "false"']],
};

const KEEP_HEADERS = {
  nginx: [['location', '# without proxy_hide_header and proxy_ignore_headers for Cache-Control and X-Accel-Buffering']],
  haproxy: [['frontend, backend', '# without http-response del-header or set-header for Cache-Control']],
  traefik: [['http.middlewares.<name>.headers', '# without customResponseHeaders for Cache-Control']],
  caddy: [['reverse_proxy', '# without header_down for Cache-Control']],
  ingress: [['metadata.annotations, ConfigMap', '# without snippets and hide-headers for Cache-Control']],
};

const HTTP2 = {
  nginx: [['server', 'listen 443 ssl http2;   # from 1.25.1: listen 443 ssl; http2 on;']],
  haproxy: [['frontend', 'bind :443 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1']],
  traefik: [['http.routers.<name>', 'entryPoints: [websecure]\ntls: {}']],
  caddy: [['site', '# a site with a host name has HTTPS and HTTP/2 by itself\nboard.example.com {\n    reverse_proxy pulseboard:8080\n}']],
  ingress: [['spec', 'tls:\n  - hosts: [board.example.com]\n    secretName: board-tls']],
};

const CONNECTIONS = {
  nginx: [['location', '# without limit_conn and limit_req, or with enough room:\nlimit_conn per_address 1000;']],
  haproxy: [['defaults, frontend, backend', '# maxconn is for all viewers together\nmaxconn 50000']],
  traefik: [['http.middlewares.<name>.inFlightReq', 'amount: 50000']],
  caddy: [['reverse_proxy', '# without max_conns_per_host in transport http, and without unhealthy_request_count']],
  ingress: annotations('limit-connections: "1000"'),
};

const PATIENCE = {
  nginx: [['location', 'proxy_read_timeout 1h;\nproxy_send_timeout 1h;']],
  haproxy: [['defaults', 'timeout client 1h\ntimeout server 1h\ntimeout tunnel 1h']],
  traefik: [['entryPoints.<name>.transport', 'respondingTimeouts:\n  readTimeout: 0s\n  writeTimeout: 0s']],
  caddy: [['reverse_proxy', '# without stream_timeout, and without read_timeout in transport http']],
  ingress: annotations('proxy-read-timeout: "3600"', 'proxy-send-timeout: "3600"'),
};

const HTTP11 = {
  nginx: [['location', 'proxy_http_version 1.1;']],
  haproxy: nothing('HAProxy speaks to the server as the client does. Something before it speaks HTTP/1.0.'),
  traefik: nothing('Traefik speaks HTTP/1.1 to servers. Something before or behind it speaks HTTP/1.0.'),
  caddy: [['reverse_proxy', 'transport http {\n    versions 1.1\n}']],
  ingress: annotations('proxy-http-version: "1.1"'),
};

const PASS_HOST = {
  nginx: [['location', 'proxy_set_header Host $http_host;']],
  haproxy: [['frontend, backend', '# without http-request set-header Host']],
  traefik: [['http.services.<name>.loadBalancer', 'passHostHeader: true']],
  caddy: [['reverse_proxy', '# without header_up Host']],
  ingress: [['metadata.annotations', '# without nginx.ingress.kubernetes.io/upstream-vhost']],
};

const PASS_PORT = {
  nginx: [['location', 'proxy_set_header X-Forwarded-Port $server_port;']],
  haproxy: [['frontend', 'http-request set-header X-Forwarded-Port %[dst_port]']],
  traefik: nothing('Traefik sets X-Forwarded-Port by itself. Look for what is before it.'),
  caddy: [['reverse_proxy', 'header_up X-Forwarded-Port {port}']],
  ingress: nothing('ingress-nginx sets X-Forwarded-Port by itself. Look for what is before it.'),
};

const FORWARDED = {
  nginx: [['location', 'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;\nproxy_set_header X-Forwarded-Proto $scheme;\n'
    + 'proxy_set_header X-Forwarded-Port $server_port;']],
  haproxy: [['frontend', 'option forwardfor\nhttp-request set-header X-Forwarded-Proto https if { ssl_fc }\n'
    + 'http-request set-header X-Forwarded-Port %[dst_port]']],
  traefik: [['entryPoints.<name>', '# set by itself; behind another proxy:\nforwardedHeaders:\n  trustedIPs: [192.0.2.10]']],
  caddy: [['global options', '# set by itself; behind another proxy:\nservers {\n    trusted_proxies static 192.0.2.10\n}']],
  ingress: [['ConfigMap of the controller', '# set by itself; behind another proxy:\nuse-forwarded-headers: "true"']],
};

const PASS_ACCEPT_ENCODING = {
  nginx: [['location', '# without proxy_set_header Accept-Encoding ""\nproxy_set_header Accept-Encoding $http_accept_encoding;']],
  haproxy: [['frontend, backend', '# without compression offload, and without http-request del-header Accept-Encoding']],
  traefik: [['http.middlewares.<name>.headers', '# without customRequestHeaders for Accept-Encoding']],
  caddy: [['reverse_proxy', '# without header_up -Accept-Encoding']],
  ingress: [['metadata.annotations', '# without a snippet that sets Accept-Encoding']],
};

const PASS_POSITION = {
  nginx: [['location', 'proxy_set_header Last-Event-ID $http_last_event_id;\n# and proxy_pass with nothing after the port, which keeps ?after=']],
  haproxy: [['frontend, backend', '# without http-request del-header Last-Event-ID, and without set-query']],
  traefik: [['http.middlewares.<name>.headers', '# without customRequestHeaders for Last-Event-ID']],
  caddy: [['reverse_proxy', '# without header_up -Last-Event-ID, and without rewrite of the query']],
  ingress: [['metadata.annotations', '# without a rewrite-target or snippet that drops the query or Last-Event-ID']],
};

const UPGRADES = {
  nginx: NGINX_UPGRADE,
  haproxy: [['frontend, backend', '# upgrades pass by themselves: without http-request del-header Upgrade or Connection,\n# and without a deny rule for them'],
    ['defaults', 'timeout tunnel 1h']],
  traefik: nothing('Traefik passes upgrades on by itself. Look for a middleware that removes Upgrade or Connection.'),
  caddy: nothing('Caddy passes upgrades on by itself. Look for header_up lines that remove Upgrade or Connection.'),
  ingress: annotations('proxy-http-version: "1.1"'),
};

/** Where it is the same whichever proxy there is. */
const any = remedy => Object.fromEntries(PROXIES.map(({ id }) => [id, remedy]));

const TIME = any([['the machine whose clock is wrong', 'timedatectl set-ntp true']]);

const DISTANCE = any(nothing('The way is long or busy; no setting of a proxy makes it shorter.'));

const trust = address => any([['Pulseboard', `quarkus.http.proxy.proxy-address-forwarding=true\nquarkus.http.proxy.trusted-proxies=${address}`]]);

const ROUTE = {
  nginx: [['server', 'location / {\n    proxy_pass http://127.0.0.1:8080;\n}']],
  haproxy: [['backend', 'server pulseboard 127.0.0.1:8080']],
  traefik: [['http.routers.<name>', 'rule: Host(`board.example.com`)   # all paths']],
  caddy: [['site', 'reverse_proxy 127.0.0.1:8080']],
  ingress: [['spec.rules', '- http:\n    paths:\n      - path: /\n        pathType: Prefix']],
};

const MEANINGS = {
  'unreachable': () => ({
    title: 'The server is not reached',
    words: 'The page came, but what it asks for at /doctor/seen does not get to Pulseboard. Then streams under /metrics do not either, or only by luck.',
    remedy: ROUTE,
  }),
  'http-1.0': () => ({
    title: 'A proxy speaks HTTP/1.0 to the server',
    words: 'Streams work, but each takes a connection of its own that cannot be used again, and no WebSocket can be opened over HTTP/1.0.',
    remedy: HTTP11,
  }),
  'host-changed': ({ sent, arrived }) => ({
    title: 'The Host header is changed on the way',
    words: `The browser asked for ${sent}, the server was told ${arrived}. So it takes this page for one of another site, and refuses its WebSocket and `
      + 'what it writes.',
    remedy: PASS_HOST,
  }),
  'port-lost': ({ sent, arrived }) => ({
    title: 'The port is lost on the way',
    words: `The browser asked for ${sent}, the server takes that for ${arrived}: a proxy that it trusts says X-Forwarded-Proto, and no port. So it takes this page for `
      + 'one of another site, and refuses its WebSocket and what it writes.',
    remedy: PASS_PORT,
  }),
  'scheme-lost': () => ({
    title: 'The server does not know that this is HTTPS',
    words: 'The proxy ends TLS and does not say so. The server then leaves Secure out of its cookie, and sees all viewers at one address.',
    remedy: FORWARDED,
  }),
  'proxy-not-trusted': ({ address }) => ({
    title: 'The server does not believe the proxy',
    words: `The proxy says in X-Forwarded-Proto or Forwarded that this is HTTPS; the server was not told to believe ${address}. This is set in Pulseboard, `
      + 'not in the proxy.',
    remedy: trust(address),
  }),
  'accept-encoding-removed': () => ({
    title: 'The server is not told that the browser reads gzip',
    words: 'Accept-Encoding is removed on the way, so streams are sent uncompressed: several times the bytes, and a proxy that compresses instead may '
      + 'hold events back.',
    remedy: PASS_ACCEPT_ENCODING,
  }),
  'clock-skew': ({ offset, ahead }) => ({
    title: 'The clocks differ',
    words: `The server's clock is ${offset} ${ahead ? 'ahead of' : 'behind'} this browser's. Charts show the server's time, so the newest point is not at the `
      + 'present of this machine, and one-way latency has to be corrected by that.',
    remedy: TIME,
  }),
  'clock-unsure': ({ error }) => ({
    title: 'Latency cannot be measured here',
    words: `Even the fastest ping took so long that the clocks can only be compared to within ${error}. One-way latency below that means nothing.`,
    remedy: DISTANCE,
  }),
  'stream-blocked': ({ why }) => ({
    title: 'An event stream is not let through',
    words: `In place of the stream ${why}. An EventSource gives up for ever on that.`,
    remedy: ROUTE,
  }),
  'buffered': ({ wait }) => ({
    title: 'Events are held back',
    words: `Something on the way collects events and passes them on in lumps: an event waited ${wait}. Charts stand still and then jump.`,
    remedy: UNBUFFERED,
  }),
  'stream-cut': ({ got, asked }) => ({
    title: 'A stream is cut while events are sent',
    words: `Only ${got} of ${asked} events came before the connection ended. Something limits how long or how large an answer may be.`,
    remedy: PATIENCE,
  }),
  'decompressed': () => ({
    title: 'The stream is unpacked on the way',
    words: 'The server sent gzip, the browser got plain text. That costs several times the bytes, and what unpacks may also hold back.',
    remedy: UNCOMPRESSED,
  }),
  'headers-changed': ({ cacheControl }) => ({
    title: 'The answer\'s headers are changed',
    words: `The server sends "Cache-Control: no-store, no-transform", so that nobody on the way keeps or changes the stream; "${cacheControl}" came.`,
    remedy: KEEP_HEADERS,
  }),
  'compressed': ({ encoding, late, wait }) => ({
    title: 'A proxy compresses event streams',
    words: `A stream that was sent plain came as ${encoding}. `
      + (late ? `The compressor holds events back until it has enough of them: one waited ${wait}.` : 'Events still come in time, but a compressor may hold them back when they are small.'),
    remedy: UNCOMPRESSED,
  }),
  'resume-broken': ({ lost }) => ({
    title: 'A stream cannot be taken up again',
    words: `After a reconnect the server does not get ${lost}, so it cannot send what was missed: each reconnect begins with a snapshot and leaves a hole.`,
    remedy: PASS_POSITION,
  }),
  'websocket-blocked': ({ hostChanged }) => ({
    title: 'No WebSocket can be opened',
    words: hostChanged
      ? 'The upgrade is dropped on the way, or the server refuses it as it was told another host or port (see there). Mend that, and test again.'
      : 'The upgrade is dropped or refused on the way. Event streams are not concerned; client.js uses them when a WebSocket does not open.',
    remedy: UPGRADES,
  }),
  'websocket-buffered': ({ wait }) => ({
    title: 'WebSocket messages are held back',
    words: `Something on the way collects messages and passes them on in lumps: one waited ${wait}.`,
    remedy: UNBUFFERED,
  }),
  'websocket-cut': ({ got, asked, code }) => ({
    title: 'A WebSocket is cut while messages are sent',
    words: `Only ${got} of ${asked} messages came before it was closed${code ? `, with code ${code}` : ''}.`,
    remedy: PATIENCE,
  }),
  'six-connections': ({ opened }) => ({
    title: 'Only six streams at once: HTTP/1.1',
    words: `Over HTTP/1.1 a browser opens ${opened} connections to a host, over all its tabs; the next stream hangs until one is closed. Pulseboard's own tabs `
      + 'share one stream. Pages of your own should use a WebSocket, or come over HTTP/2.',
    remedy: HTTP2,
  }),
  'connections-held': ({ opened, asked }) => ({
    title: 'Connections have to wait',
    words: `Only ${opened} of ${asked} streams were opened; the others wait. Other tabs on this host may hold connections; if there are none, a proxy limits them.`,
    remedy: CONNECTIONS,
  }),
  'connections-refused': ({ refused, status }) => ({
    title: 'Connections are refused',
    words: `${refused} of the streams ${refused === 1 ? 'was' : 'were'} refused (${status}). A proxy limits connections or requests per client.`,
    remedy: CONNECTIONS,
  }),
  'idle-cut': ({ after, heartbeat, what }) => ({
    title: 'Silent connections are cut',
    words: `The ${what} ended after ${after} without a message. A quiet stream sends a heartbeat every ${heartbeat}, which is too late: viewers are cut and come back all `
      + 'the time. Give the proxy more patience, or set pulseboard.stream.heartbeat below its limit.',
    remedy: PATIENCE,
  }),
};

/** All that can be found. */
export const FINDINGS = Object.keys(MEANINGS);

/**
 * @param {{id: string, detail: object}} finding of verdict.js
 * @returns {{title: string, words: string, remedy: Object<string, [string, string][]>}} the remedy by the id of the proxy
 */
export function explain({ id, detail }) {
  return MEANINGS[id](detail);
}
