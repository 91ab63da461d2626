package io.bhiv.system.hostile;

import static io.bhiv.system.hostile.HostileValues.any;

import io.bhiv.play.webhook.Oura;
import io.bhiv.play.webhook.Provider;
import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Terra;
import io.bhiv.play.webhook.Whoop;
import io.bhiv.stage.layout.Secrets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Makes requests to published paths: each a valid one in which one to three parts were replaced. */
final class HostileRequests {

    /** Stands in every place of a request that holds a secret; it must never be seen again. */
    static final String SECRET = "marked-hostile-secret-5f1c";

    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PROPFIND",
            "get",
            "X",
            "G\u0000T",
            "P".repeat(300));
    private static final List<String> NAMES = List.of(
            "Content-Type",
            "Content-Encoding",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Charset",
            "Expect",
            "Idempotency-Key",
            "Origin",
            "traceparent",
            "tracestate",
            "baggage",
            "Range",
            "If-None-Match",
            "If-Modified-Since",
            "Host",
            "Cookie",
            "Upgrade",
            "Connection",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Forwarded",
            "X-Request-Id",
            "Content-Length",
            "Transfer-Encoding",
            "Trailer",
            "TE",
            "Max-Forwards",
            "X-HTTP-Method-Override",
            "Access-Control-Request-Method",
            "Content-Disposition",
            "Authorization",
            "X-Api-Key",
            "terra-signature",
            "x-oura-signature",
            "X-WHOOP-Signature",
            "x-oura-timestamp",
            "Sec-WebSocket-Key",
            "HTTP2-Settings",
            "",
            "a b",
            "é");
    private static final List<String> VERSIONS =
            List.of("HTTP/1.0", "HTTP/9.9", "HTTP/1.1 ", "http/1.1", "HTTP/2.0", "", "HTTP/1.1x");

    /** What is wrong with a request. */
    private enum Part {
        METHOD,
        PATH,
        QUERY,
        HEADER,
        HEADERS,
        BODY,
        FRAMING,
        VERSION,
        SECRETS
    }

    private static final List<Part> PARTS = List.of(
            Part.METHOD,
            Part.PATH,
            Part.PATH,
            Part.QUERY,
            Part.QUERY,
            Part.QUERY,
            Part.HEADER,
            Part.HEADER,
            Part.HEADERS,
            Part.BODY,
            Part.BODY,
            Part.BODY,
            Part.BODY,
            Part.BODY,
            Part.FRAMING,
            Part.VERSION,
            Part.SECRETS);

    private final List<PublishedPath> paths;

    HostileRequests(List<PublishedPath> paths) {
        this.paths = List.copyOf(paths);
    }

    /** The request of this number; the same one each time, but for a signature's time. */
    HostileRequest of(long seed, int number) {
        Random random = new Random(seed * 31 + number);
        // Every path is met, whatever chance says.
        PublishedPath path = paths.get(number % paths.size());
        Draft draft = new Draft(path, random);
        for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
            draft.spoil(any(PARTS, random));
        }
        return draft.request();
    }

    /** A request in the making. */
    private static final class Draft {

        private final PublishedPath path;
        private final Random random;
        private final Map<String, String> headers = new LinkedHashMap<>();
        private final List<String> raw = new ArrayList<>();
        private String method;
        private String target;
        private String version = "HTTP/1.1";
        private byte[] body;
        private String framing = "length";
        private boolean protocol;

        Draft(PublishedPath path, Random random) {
            this.path = path;
            this.random = random;
            this.method = path.method();
            this.target = path.template()
                    .replaceAll(
                            "\\{[^}]*}",
                            any(
                                    List.of("p-1", "core", "tick", "terra", "00000000-0000-4000-8000-000000000000"),
                                    random));
            boolean carries = !method.equals("GET") && !method.equals("HEAD");
            this.body = carries ? Bodies.valid(path.template(), random).getBytes(StandardCharsets.UTF_8) : new byte[0];
            headers.put("Host", "localhost");
            headers.put("Content-Type", "application/json");
        }

        void spoil(Part part) {
            switch (part) {
                case METHOD -> {
                    method = any(METHODS, random);
                    protocol |= method.contains("\0");
                }
                case PATH -> target = spoiledPath();
                case QUERY -> target += (target.contains("?") ? "&" : "?") + query();
                case HEADER -> headers.put(any(NAMES, random), HostileValues.header(random));
                case HEADERS -> {
                    for (int i = random.nextInt(40); i > 0; i--) {
                        raw.add(any(NAMES, random) + ": " + HostileValues.header(random));
                    }
                }
                case BODY -> body = Bodies.mutated(Bodies.valid(path.template(), random), random);
                case FRAMING ->
                    framing = any(
                            List.of(
                                    "chunked",
                                    "extension",
                                    "both",
                                    "twice",
                                    "short",
                                    "long",
                                    "negative",
                                    "coding",
                                    "badchunk",
                                    "none"),
                            random);
                case VERSION -> {
                    version = any(VERSIONS, random);
                    protocol = true;
                }
                case SECRETS -> {
                    headers.put("Authorization", any(List.of("Bearer ", "Basic ", ""), random) + SECRET);
                    headers.put("X-Api-Key", SECRET);
                    headers.put("Cookie", "session=" + SECRET);
                    target +=
                            (target.contains("?") ? "&" : "?") + "api_key=" + SECRET + "&verification_token=" + SECRET;
                }
            }
        }

        private String spoiledPath() {
            String template = path.template();
            if (template.contains("{")) {
                return template.replaceAll(
                        "\\{[^}]*}", java.util.regex.Matcher.quoteReplacement(HostileValues.encoded(random)));
            }
            return switch (random.nextInt(6)) {
                case 0 -> template + "/" + HostileValues.encoded(random);
                case 1 -> template + HostileValues.encoded(random);
                case 2 -> template.replaceFirst("/", "//");
                case 3 -> "http://localhost" + template;
                case 4 -> template.toUpperCase(Locale.ROOT);
                default -> any(List.of("*", "", "/", "//", "/..", "/%2e%2e/", "\\", "/q/dev", "/q/arc"), random);
            };
        }

        private String query() {
            String name = path.queries().isEmpty() || random.nextInt(6) == 0
                    ? HostileValues.encoded(random)
                    : any(path.queries(), random);
            String value = switch (random.nextInt(3)) {
                case 0 -> any(List.of("true", "false", "1", "10", "2026-07-04T00:00:00Z", "NaN"), random);
                default -> HostileValues.encoded(random);
            };
            return random.nextInt(12) == 0 ? name : name + "=" + value;
        }

        HostileRequest request() {
            if (path.isWebhook() && random.nextInt(4) != 0) {
                sign();
            }
            boolean whole = frame();
            StringBuilder head =
                    new StringBuilder(method + " " + target + (version.isEmpty() ? "" : " " + version) + "\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            raw.forEach(line -> head.append(line).append("\r\n"));
            boolean malformed = protocol
                    || raw.stream().anyMatch(Draft::reframes)
                    || headers.keySet().stream()
                            .anyMatch(name -> name.isEmpty() || name.equals("é") || name.contains(" "));
            byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
            return new HostileRequest(
                    method,
                    bytes,
                    body,
                    whole && !malformed,
                    protocol || framing.equals("coding") || headers.containsKey("Transfer-Encoding"));
        }

        private static boolean reframes(String line) {
            String name = line.toLowerCase(Locale.ROOT);
            return name.startsWith("content-length")
                    || name.startsWith("transfer-encoding")
                    || name.startsWith("expect")
                    || name.startsWith("connection")
                    || name.startsWith(":")
                    || name.startsWith("upgrade");
        }

        private void sign() {
            Provider provider = switch (path.template().substring("/webhook/".length())) {
                case "oura" -> new Oura();
                case "whoop" -> new Whoop();
                default -> new Terra();
            };
            if (target.startsWith("/webhook/p-1")
                    || target.startsWith("/webhook/core")
                    || target.startsWith("/webhook/tick")) {
                target = "/webhook/" + provider.name();
            }
            String secret = Secrets.development(provider.name().toUpperCase(Locale.ROOT) + "_WEBHOOK_SECRET");
            Map<String, String> own = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            own.putAll(headers);
            provider.signed(body, new Seal(Instant.now(), secret)).headers().forEach(own::putIfAbsent);
            headers.clear();
            headers.putAll(own);
        }

        /** Writes how the body is sent; whether the request is whole then. */
        private boolean frame() {
            boolean own = headers.keySet().stream().noneMatch(Draft::reframes);
            String length = "Content-Length: ";
            switch (framing) {
                case "length" -> raw.addFirst(length + body.length);
                case "chunked", "extension" -> {
                    raw.addFirst("Transfer-Encoding: chunked");
                    body = chunked(framing.equals("extension") ? ";a=\"b\"" : "");
                }
                case "both" -> {
                    raw.addFirst(length + body.length);
                    raw.addFirst("Transfer-Encoding: chunked");
                    body = chunked("");
                }
                case "twice" -> {
                    raw.addFirst(length + body.length);
                    raw.addFirst(length + (body.length + 1));
                }
                case "short" -> raw.addFirst(length + (body.length + 1 + random.nextInt(5_000)));
                case "long" -> raw.addFirst(length + body.length / 2);
                case "negative" ->
                    raw.addFirst(length
                            + any(List.of("-1", "99999999999999999999", "2147483648", "0x10", "1 1", "+3"), random));
                case "coding" ->
                    raw.addFirst("Transfer-Encoding: "
                            + any(List.of("gzip, chunked", "identity", "x", "chunked, chunked"), random));
                case "badchunk" -> {
                    raw.addFirst("Transfer-Encoding: chunked");
                    body = (any(List.of("ZZ", "-5", "FFFFFFFFFFFFFFFFF", "", " 2"), random) + "\r\n{}\r\n0\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8);
                }
                default -> {}
            }
            return own
                    && List.of("length", "chunked", "extension").contains(framing)
                    && !headers.containsKey("Upgrade");
        }

        private byte[] chunked(String extension) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            int at = 0;
            while (at < body.length) {
                int size = Math.min(body.length - at, 1 + random.nextInt(4_000));
                out.writeBytes((Integer.toHexString(size) + extension + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(body, at, size);
                out.writeBytes(new byte[] {'\r', '\n'});
                at += size;
            }
            out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return out.toByteArray();
        }
    }
}
