package io.bhiv.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UpdateIdsTest {

    private static final Instant NOW = Instant.parse("2026-07-01T10:00:00.123Z");

    @Test
    void idsRiseAndCarryTheirTime() {
        UpdateIds ids = new UpdateIds(Clock.fixed(NOW, ZoneOffset.UTC), RandomGenerator.of("L64X128MixRandom"));

        List<UUID> given = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            given.add(ids.next());
        }

        assertThat(given).isSorted().doesNotHaveDuplicates();
        assertThat(UpdateIds.timeOf(given.getFirst())).isEqualTo(NOW);
        assertThat(given).allSatisfy(id -> assertThat(id.version()).isEqualTo(7));
        assertThat(given).allSatisfy(id -> assertThat(id.variant()).isEqualTo(2));
    }
}
