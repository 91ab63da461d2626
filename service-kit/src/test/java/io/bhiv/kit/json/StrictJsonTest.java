package io.bhiv.kit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.kit.json.JsonRefused.Reason;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    private static final JsonLimits LIMITS = new JsonLimits(1_000, 4, 10, 12, 20, 100);
    private final StrictJson json = StrictJson.of(LIMITS);
    private final StrictJson exact = StrictJson.exact(LIMITS);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2}         | DUPLICATE_KEY | /a",
                "{\"a\":[{\"b\":1,\"b\":2}]} | DUPLICATE_KEY | /a/0/b",
                "{\"a\":1} x               | MALFORMED     | ``",
                "{\"a\":1} {}              | TRAILING      | ``",
                "{\"a\":                   | MALFORMED     | /a",
                "{\"a\":{\"b\":nul}}       | MALFORMED     | /a/b",
                "[[[[[1]]]]]               | LIMIT         | /0/0/0/0",
                "{\"a\":12345678901}       | LIMIT         | /a",
                "{\"a\":NaN}               | MALFORMED     | /a",
                "{\"a~/b\":x}              | MALFORMED     | /a~0~1b",
                "`  `                      | EMPTY         | ``",
            })
    void refusesWhereItStandsWhetherAsATreeOrTokenByToken(String document, Reason reason, @Nullable String pointer) {
        for (JsonRefused refused : List.of(refusedTree(bytes(document)), refusedWalk(bytes(document)))) {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.pointer()).isEqualTo(pointer == null ? "" : pointer);
        }
    }

    @Test
    void namesLineAndColumnAndNeverTheBody() {
        JsonRefused refused = refusedTree(bytes("{\n  \"a\": secret}"));

        assertThat(refused.line()).isEqualTo(2);
        assertThat(refused.detail()).startsWith("The document is not valid JSON (line 2, column ");
        assertThat(refused).hasMessageNotContaining("secret");
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault =
                    "A number such as 2e24444444444 in a packet was answered 500, and such a record on Kafka was retried",
            now = "It is refused with its place, like a number that is too long")
    void refusesAnExponentThatNoNumberHolds() {
        StrictJson roomy = StrictJson.exact(new JsonLimits(1_000, 4, 128, 12, 20, 100));

        JsonRefused refused =
                catchThrowableOfType(JsonRefused.class, () -> roomy.tree(bytes("{\"a\":[1e400,2e24444444444]}")));

        assertThat(refused.reason()).isEqualTo(Reason.LIMIT);
        assertThat(refused.pointer()).isEqualTo("/a/1");
    }

    @Test
    void refusesMoreTokensThanAllowed() {
        String fits = "[" + "1,".repeat(97) + "1]";
        assertThat(fits.length()).isLessThan(1_000);
        assertThatCode(() -> json.tree(bytes(fits))).doesNotThrowAnyException();
        assertThatCode(() -> json.read(bytes(fits), JsonParser::skipChildren)).doesNotThrowAnyException();

        byte[] more = bytes("[1," + fits.substring(1));
        assertThat(refusedTree(more).reason()).isEqualTo(Reason.TOO_MANY_TOKENS);
        assertThat(refusedWalk(more).reason()).isEqualTo(Reason.TOO_MANY_TOKENS);
    }

    @Test
    void refusesMoreBytesThanAllowedBeforeReadingThem() {
        assertThat(refusedTree(new byte[1_001]).reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(refusedWalk(new byte[1_001]).reason()).isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] utf16 = "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE);
        byte[] overlong = {'"', (byte) 0xc0, (byte) 0x80, '"'};

        assertThat(refusedTree(utf16).reason()).isEqualTo(Reason.NOT_UTF8);
        assertThat(refusedWalk(overlong).reason()).isEqualTo(Reason.NOT_UTF8);
    }

    @Test
    void aLongPointerIsCutAtAWholeSegment() {
        StrictJson names = StrictJson.of(JsonLimits.standard().withBytes(10_000));
        String key = "k".repeat(200);
        JsonRefused refused = catchThrowableOfType(
                JsonRefused.class, () -> names.tree("{\"" + key + "\":{\"" + key + "\":{\"c\":x}}}"));

        assertThat(refused.pointer()).isEqualTo("/" + key);
    }

    @Test
    void exactTreesKeepEveryDigit() throws JsonRefused {
        assertThat(exact.tree(bytes("{\"a\":1.230000}")).toString()).isEqualTo("{\"a\":1.230000}");
        assertThat(json.tree(bytes("{\"a\":1.230000}")).path("a").doubleValue()).isEqualTo(1.23);
    }

    @Test
    void whatAReadingLeavesIsStillChecked() throws JsonRefused {
        assertThat(json.read(bytes("{\"a\":[1,2]}"), JsonParser::currentToken)).isEqualTo(JsonToken.START_OBJECT);
        assertThat(catchThrowableOfType(
                                JsonRefused.class,
                                () -> json.read(bytes("{\"a\":1,\"a\":2}"), JsonParser::currentToken))
                        .reason())
                .isEqualTo(Reason.DUPLICATE_KEY);
    }

    @Test
    void slicesAreTheBytesAsTheyCame() throws JsonRefused {
        byte[] document = bytes("{\"a\": {\"x\" : 1.0} ,\"b\":\"tä\\u0041\",\"c\":1e5}");

        List<String> slices = json.read(document, parser -> {
            List<String> found = new ArrayList<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                found.add(
                        name.equals("b")
                                ? new String(StrictJson.slice(document, parser), StandardCharsets.UTF_8)
                                : StrictJson.sliceText(document, parser));
            }
            return found;
        });

        assertThat(slices).containsExactly("{\"x\" : 1.0}", "\"tä\\u0041\"", "1e5");
    }

    @Test
    void aPartIsReadWithoutCheckingItAgain() throws Exception {
        byte[] document = bytes("{\"a\":{\"x\":1}}");

        try (JsonParser part = json.part(document, 5, 7)) {
            part.nextToken();
            assertThat(json.value(part)).hasToString("{\"x\":1}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ascii only, longer than eight bytes", "größe", "€uro and 𝄞 clef"})
    void textIsUtf8WhereverTheFirstWideCharacterStands(String text) {
        for (int shift = 0; shift < 9; shift++) {
            assertThat(Utf8.isText(bytes("x".repeat(shift) + text))).isTrue();
            assertThat(Utf8.isText(bytes("x".repeat(shift) + '\0' + text))).isFalse();
            assertThat(Utf8.isText(("x".repeat(shift) + text + 'ü').getBytes(StandardCharsets.ISO_8859_1)))
                    .isFalse();
        }
    }

    @Test
    void surrogatesAndCodePointsBeyondUnicodeAreNotText() {
        assertThat(Utf8.isText(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isFalse();
        assertThat(Utf8.isText(new byte[] {(byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80}))
                .isFalse();
        assertThat(Utf8.isText(new byte[] {(byte) 0xe2, (byte) 0x82})).isFalse();
    }

    @Test
    void aByteOrderMarkCanBeTakenOff() {
        assertThat(Utf8.withoutMark(bytes("\uFEFF{}"))).isEqualTo(bytes("{}"));
        assertThat(Utf8.withoutMark(bytes("{}"))).isEqualTo(bytes("{}"));
    }

    @Test
    void halfACharacterStaysAnEscape() throws JsonRefused {
        JsonNode tree = json.tree(bytes("{\"a\":\"\\ud83d ü\"}"));

        assertThat(JsonText.of(tree)).isEqualToIgnoringCase("{\"a\":\"\\ud83d \\u00fc\"}");
        assertThat(JsonText.quoted("\ud83d ü\n")).isEqualTo("\"\\ud83d ü\\n\"");
        assertThat(JsonText.quoted("😀")).isEqualTo("\"😀\"");
    }

    @Test
    void storableTextHasNeitherNulNorHalfACharacter() {
        assertThat(JsonText.isStorable("ü😀")).isTrue();
        assertThat(JsonText.isStorable("a\0")).isFalse();
        assertThat(JsonText.isStorable("\udc00")).isFalse();
    }

    private JsonRefused refusedTree(byte[] document) {
        return catchThrowableOfType(JsonRefused.class, () -> json.tree(document));
    }

    private JsonRefused refusedWalk(byte[] document) {
        return catchThrowableOfType(
                JsonRefused.class,
                () -> json.read(document, parser -> {
                    StrictJson.slice(document, parser);
                    return "";
                }));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
