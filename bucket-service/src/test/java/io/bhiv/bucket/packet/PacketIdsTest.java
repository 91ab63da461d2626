package io.bhiv.bucket.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PacketIdsTest {

    private final PacketIds ids = new PacketIds(Clock.fixed(Instant.ofEpochMilli(1_772_359_200_123L), ZoneOffset.UTC));

    @Test
    void packetIdsCarryTheirTimeAndDoNotRepeat() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next());
        }

        assertThat(made).hasSize(10_000).allSatisfy(id -> {
            UUID uuid = UUID.fromString(id);
            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(uuid.getMostSignificantBits() >>> 16).isEqualTo(1_772_359_200_123L);
        });
    }

    @Test
    void leaseIdsAreRandom() {
        UUID one = ids.unguessable();

        assertThat(one.version()).isEqualTo(4);
        assertThat(one.variant()).isEqualTo(2);
        assertThat(one).isNotEqualTo(ids.unguessable());
    }
}
