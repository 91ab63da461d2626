package io.bhiv.kit.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class Utf8Test {

    @Property
    void everyTextIsText(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isText(bytes)).isEqualTo(!text.contains("\u0000"));
    }

    @Property(tries = 5_000)
    void agreesWithThePlatformsDecoder(@ForAll @Size(min = 1, max = 6) byte[] bytes) {
        assertThat(Utf8.isText(bytes)).isEqualTo(decodes(bytes));
    }

    private static boolean decodes(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
