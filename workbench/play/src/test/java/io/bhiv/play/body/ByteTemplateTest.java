package io.bhiv.play.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ByteTemplateTest {

    @Test
    void fillsEveryPlaceOfAHole() {
        ByteTemplate template = ByteTemplate.of("{\"user\":\"<user:8>\",\"n\":1<n:3>,\"again\":\"<user:8>\"}");
        template.hex(template.hole("user"), 0xabcL);
        template.digits(template.hole("n"), 9_042);
        assertThat(text(template)).isEqualTo("{\"user\":\"00000abc\",\"n\":1042,\"again\":\"00000abc\"}");
    }

    @Test
    void anUnknownHoleIsAMistake() {
        ByteTemplate template = ByteTemplate.of("<a:2><b:3><b:4>");
        assertThatThrownBy(() -> template.hole("c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> template.hole("b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsLikeTheReferenceAndAgainAfterwards() throws GeneralSecurityException {
        byte[] secret = "secret".getBytes(StandardCharsets.US_ASCII);
        byte[] message = "1783233675.{\"a\":1}".getBytes(StandardCharsets.US_ASCII);
        Mac reference = Mac.getInstance("HmacSHA256");
        reference.init(new SecretKeySpec(secret, "HmacSHA256"));
        String expected = HexFormat.of().formatHex(reference.doFinal(message));

        HmacSigner signer = new HmacSigner(secret);
        for (int round = 0; round < 2; round++) {
            signer.update(message, 0, message.length);
            assertThat(new String(signer.hex(), StandardCharsets.US_ASCII)).isEqualTo(expected);
        }
    }

    private static String text(ByteTemplate template) {
        return new String(template.array(), StandardCharsets.US_ASCII);
    }
}
