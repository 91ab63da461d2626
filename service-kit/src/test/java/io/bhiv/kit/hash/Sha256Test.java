package io.bhiv.kit.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class Sha256Test {

    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void hashesAsThePublishedExampleSays() {
        assertThat(Sha256.of("abc").hex()).isEqualTo(ABC);
        assertThat(Sha256.of("abc").hex(4)).isEqualTo("ba7816bf");
        assertThat(Sha256.of("").hex()).startsWith("e3b0c44298fc1c14");
    }

    @Test
    void partsInARowHashAsTheWhole() {
        Sha256.Parts parts = Sha256.parts();

        assertThat(parts.add("a")
                        .add("xbx".getBytes(StandardCharsets.UTF_8), 1, 1)
                        .add("c")
                        .hash())
                .isEqualTo(Sha256.of("abc"));
        assertThat(parts.add("abc").hash().hex()).isEqualTo(ABC);
    }

    @Test
    void bytesThatAreGivenOutCannotChangeTheHash() {
        Sha256 hash = Sha256.of("abc");

        hash.bytes()[0] = 0;

        assertThat(hash.hex()).isEqualTo(ABC);
    }

    @Test
    void matchesOnlyItsOwnDigest() {
        assertThat(Sha256.of("abc").matches(Sha256.of("abc").bytes())).isTrue();
        assertThat(Sha256.of("abc").matches(Sha256.of("abd").bytes())).isFalse();
    }

    @Test
    void namesOfVersionEightAreTheHashItself() {
        assertThat(NameUuid.v8("abc")).isEqualTo(UUID.fromString("ba7816bf-8f01-8fea-8141-40de5dae2223"));
    }

    @Test
    void namesOfVersionThreeAreThoseOfTheJdk() {
        assertThat(NameUuid.v3("abc"))
                .isEqualTo(UUID.nameUUIDFromBytes("abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(UUID.fromString("90015098-3cd2-3fb0-9696-3f7d28e17f72"));
    }

    @Test
    void namesOfVersionFiveAreThoseOfTheStandard() {
        NameUuid dns = NameUuid.in(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"));

        assertThat(dns.v5("www.example.com")).isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
        assertThat(dns.v5("www.example.com")).isEqualTo(dns.v5("www.example.com"));
    }
}
