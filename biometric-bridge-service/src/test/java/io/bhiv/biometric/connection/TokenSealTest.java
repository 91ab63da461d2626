package io.bhiv.biometric.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.biometric.connection.TokenSeal.NotOpened;
import io.bhiv.biometric.connection.TokenSeal.Sealed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenSealTest {

    private static final String SECRET = "fake-access-token";

    @TempDir
    Path folder;

    @Test
    void whatIsSealedOpensForItsOwner() throws IOException {
        TokenSeal seal = TokenSeal.of(key("a", 1), List.of());

        assertThat(seal.open(seal.seal(SECRET, "con_1"), "con_1")).isEqualTo(SECRET);
    }

    @Test
    void theSealedBytesDoNotShowTheSecretAndDifferEachTime() throws IOException {
        TokenSeal seal = TokenSeal.of(key("a", 1), List.of());

        Sealed once = seal.seal(SECRET, "con_1");
        Sealed again = seal.seal(SECRET, "con_1");

        assertThat(new String(once.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("fake");
        assertThat(once.bytes()).isNotEqualTo(again.bytes());
    }

    @Test
    void aSealedValueThatWasMovedToAnotherOwnerDoesNotOpen() throws IOException {
        TokenSeal seal = TokenSeal.of(key("a", 1), List.of());
        Sealed sealed = seal.seal(SECRET, "con_1");

        assertThatThrownBy(() -> seal.open(sealed, "con_2")).isInstanceOf(NotOpened.class);
    }

    @Test
    void aChangedByteAnywhereIsNoticed() throws IOException {
        TokenSeal seal = TokenSeal.of(key("a", 1), List.of());
        Sealed sealed = seal.seal(SECRET, "con_1");

        for (int at = 0; at < sealed.bytes().length; at++) {
            byte[] changed = sealed.bytes().clone();
            changed[at] ^= 1;
            assertThatThrownBy(() -> seal.open(new Sealed(seal.currentKey(), changed), "con_1"))
                    .isInstanceOf(NotOpened.class);
        }
    }

    @Test
    void aValueTooShortToBeOneIsNoticed() throws IOException {
        TokenSeal seal = TokenSeal.of(key("a", 1), List.of());

        for (int length = 0; length < 28; length++) {
            byte[] shortened = Arrays.copyOf(seal.seal(SECRET, "con_1").bytes(), length);
            assertThatThrownBy(() -> seal.open(new Sealed(seal.currentKey(), shortened), "con_1"))
                    .isInstanceOf(NotOpened.class);
        }
    }

    @Test
    void afterARotationTheNewKeySealsAndTheOldOneStillOpens() throws IOException {
        Path old = key("old", 1);
        Sealed before = TokenSeal.of(old, List.of()).seal(SECRET, "con_1");

        TokenSeal rotated = TokenSeal.of(key("new", 2), List.of(old));

        assertThat(rotated.open(before, "con_1")).isEqualTo(SECRET);
        assertThat(rotated.seal(SECRET, "con_1").keyId())
                .isEqualTo(rotated.currentKey())
                .isNotEqualTo(before.keyId());
    }

    @Test
    void withoutItsKeyAValueStaysClosed() throws IOException {
        Sealed sealed = TokenSeal.of(key("old", 1), List.of()).seal(SECRET, "con_1");
        TokenSeal other = TokenSeal.of(key("new", 2), List.of());

        assertThatThrownBy(() -> other.open(sealed, "con_1"))
                .isInstanceOf(NotOpened.class)
                .hasMessageContaining("not configured");
    }

    @Test
    void keysThatAreNoneAreRefusedWithTheReason() throws IOException {
        Path tooShort =
                Files.writeString(folder.resolve("short"), Base64.getEncoder().encodeToString(new byte[16]));
        Path noBase64 = Files.writeString(folder.resolve("text"), "not a key!");

        assertThatThrownBy(() -> TokenSeal.of(tooShort, List.of())).hasMessageContaining("16 bytes");
        assertThatThrownBy(() -> TokenSeal.of(noBase64, List.of())).hasMessageContaining("base64");
        assertThatThrownBy(() -> TokenSeal.of(key("a", 1), List.of(folder.resolve("missing"))))
                .hasMessageContaining("cannot be read");
    }

    private Path key(String name, int filling) throws IOException {
        byte[] key = new byte[TokenSeal.KEY_BYTES];
        Arrays.fill(key, (byte) filling);
        return Files.writeString(folder.resolve(name), Base64.getEncoder().encodeToString(key) + "\n");
    }
}
