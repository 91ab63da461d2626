package io.bhiv.system.hostile;

import java.util.List;
import java.util.Random;

/** Values that programs stumble over, as raw JSON, as part of an address and as a header. */
final class HostileValues {

    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "-1",
            "1e400",
            "-1e400",
            "1E+1000000",
            "1e-400",
            "0.1",
            "30.0",
            "9007199254740993",
            "2147483648",
            "-2147483649",
            "9223372036854775808",
            "-9223372036854775809",
            "9".repeat(400),
            "0." + "3".repeat(400));

    private static final List<String> INSTANTS = List.of(
            "+300000-01-01T00:00:00Z",
            "-999999999-01-01T00:00:00Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "0000-00-00T00:00:00Z",
            "2026-02-30T25:61:61Z",
            "2026-07-04T23:24:30.123456789+18:00",
            "1970-01-01",
            "infinity",
            "now");

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "NaN",
            "Infinity",
            "true",
            "..",
            "../../etc/passwd",
            "C:\\windows",
            "a/b",
            "CON",
            "'; DROP TABLE x; --",
            "${jndi:ldap://x}",
            "%s%n%x",
            "<script>",
            "\\\\",
            "é",
            "\u202e",
            "\ufeff",
            "\ud83d\udca5",
            "x".repeat(300),
            "00000000-0000-0000-0000-000000000000");

    private static final List<String> JSON_ESCAPES = List.of(
            "\\u0000",
            "\\ud800",
            "\\udc00",
            "\\ud800\\ud800",
            "\\uffff",
            "\\ud83d\\udca5",
            "a\\u0000b",
            "\\n",
            "\\u2028",
            "\\x41",
            "\\u12");

    private static final List<String> ENCODED = List.of(
            "%00",
            "a%00b",
            "%ED%A0%80",
            "%C0%AF",
            "%FF",
            "%zz",
            "%",
            "%2",
            "%2e%2e%2f",
            "..%2f..%2fetc",
            "%0d%0aX-Injected:1",
            "%F0%9F%92%A5",
            ";a=b",
            "+",
            "%20",
            "*",
            "{x}",
            "%EF%BB%BF",
            "%E2%80%AE",
            "%25%30%30");

    private static final List<String> HEADERS = List.of(
            "",
            " ",
            "\"",
            "*",
            "*/*",
            "text/html;q=9",
            "a/b;q=x,,,",
            ";",
            "=",
            "bytes=0-18446744073709551615",
            "W/\"x\"",
            "é\u0001",
            "0",
            "-1",
            "x".repeat(2_000),
            "application/json;charset=utf-16",
            "application/json;charset=nope",
            "application/json;;;=",
            "00-0-0-0",
            "gzip",
            "deflate, gzip",
            "br",
            "identity;q=0",
            "Mon, 99 Foo 2026 99:99:99 GMT",
            "\t",
            "a,b,c",
            "http://[::1",
            "null");

    private HostileValues() {}

    /** A value of JSON, not always valid. */
    static String json(Random random) {
        return switch (random.nextInt(9)) {
            case 0, 1 -> any(NUMBERS, random);
            case 2 -> quoted(any(INSTANTS, random));
            case 3 -> quoted(any(TEXTS, random).replace("\\", "\\\\").replace("\"", "\\\""));
            case 4 -> quoted(any(JSON_ESCAPES, random));
            case 5 ->
                any(
                        List.of(
                                "null",
                                "true",
                                "{}",
                                "[]",
                                "[null]",
                                "{\"\":null}",
                                "NaN",
                                "'x'",
                                "undefined",
                                "\"",
                                "\u0000"),
                        random);
            case 6 -> "[".repeat(depth(random)) + "]".repeat(random.nextInt(3) == 0 ? 1 : depth(random));
            case 7 -> quoted("x".repeat(random.nextInt(100_000)));
            default -> "[" + "{},".repeat(random.nextInt(2_000)) + "{}]";
        };
    }

    private static int depth(Random random) {
        return any(List.of(3, 64, 500, 1_001, 20_000), random);
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /** A part of an address, already encoded or deliberately not. */
    static String encoded(Random random) {
        return switch (random.nextInt(5)) {
            case 0 -> any(NUMBERS, random);
            case 1 -> percent(any(INSTANTS, random));
            case 2 -> percent(any(TEXTS, random));
            case 3 -> "x".repeat(random.nextInt(6_000));
            default -> any(ENCODED, random);
        };
    }

    private static String percent(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    static String header(Random random) {
        return random.nextInt(4) == 0 ? any(TEXTS, random) : any(HEADERS, random);
    }

    static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
