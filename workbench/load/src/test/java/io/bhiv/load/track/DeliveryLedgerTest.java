package io.bhiv.load.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {

    private static final long MILLI = 1_000_000;

    private final DeliveryLedger ledger = new DeliveryLedger();

    @Test
    void whatWasAcknowledgedAndDidNotArriveIsMissing() {
        for (long id = 1; id <= 100_000; id++) {
            ledger.acknowledged(id, id);
            if (id % 1000 != 0) {
                ledger.arrived(id, id + 1);
            }
        }
        assertThat(ledger.counts().acknowledged()).isEqualTo(100_000);
        assertThat(ledger.counts().missing()).isEqualTo(100);
    }

    @Test
    void aRecordMayOvertakeTheAnswerThatPromisedIt() {
        ledger.arrived(7, 5 * MILLI);
        assertThat(ledger.counts().missing()).isZero();
        ledger.acknowledged(7, 2 * MILLI);
        assertThat(ledger.counts().missing()).isZero();
        assertThat(ledger.untilArrival().getMaxValue()).isBetween(3 * MILLI, 3 * MILLI + 10_000);
    }

    @Test
    void severalRecordsOfOneDeliveryAreOneArrivalAndNoDuplicates() {
        ledger.acknowledged(7, 1);
        ledger.arrived(7, 2);
        ledger.record(70);
        ledger.arrived(7, 900 * MILLI);
        ledger.record(71);
        assertThat(ledger.counts().arrived()).isEqualTo(1);
        assertThat(ledger.counts().records()).isEqualTo(2);
        assertThat(ledger.counts().duplicateRecords()).isZero();
        assertThat(ledger.untilArrival().getMaxValue()).isLessThan(MILLI);
    }

    @Test
    void aRecordSeenTwiceIsADuplicate() {
        ledger.record(70);
        ledger.record(70);
        assertThat(ledger.counts().duplicateRecords()).isEqualTo(1);
    }

    @Test
    void anIdAcknowledgedTwiceCountsOnce() {
        ledger.acknowledged(7, 1);
        ledger.acknowledged(7, 2);
        assertThat(ledger.counts().acknowledged()).isEqualTo(1);
        assertThat(ledger.counts().acknowledgedAgain()).isEqualTo(1);
    }

    @Test
    void latencyIsTakenOfWhatWasSentSince() {
        ledger.measureFrom(10 * MILLI);
        ledger.acknowledged(1, 9 * MILLI);
        ledger.arrived(1, 500 * MILLI);
        ledger.acknowledged(2, 10 * MILLI);
        ledger.arrived(2, 12 * MILLI);
        assertThat(ledger.untilArrival().getTotalCount()).isEqualTo(1);
    }

    @Test
    void similarIdsHaveDifferentHashes() {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            byte[] id = "%08x-0000-7000-8000-000000000000".formatted(i).getBytes(StandardCharsets.US_ASCII);
            hashes.add(IdHash.of(id, 0, id.length));
        }
        assertThat(hashes).hasSize(200_000).doesNotContain(0L);
    }

    @Test
    void aBacklogThatGrowsShows() {
        Backlog backlog = Backlog.watching(ledger);
        backlog.close();
        for (int second = 1; second <= 50; second++) {
            backlog.add(second * 100L);
        }
        assertThat(backlog.growth()).isBetween(3_500L, 4_500L);
    }

    @Test
    void drainingIsWaitedForNoLongerThanAsked() {
        ledger.acknowledged(1, 1);
        assertThat(Backlog.awaitDrained(ledger, Duration.ofMillis(50))).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        ledger.arrived(1, 2);
        assertThat(Backlog.awaitDrained(ledger, Duration.ofSeconds(10))).isLessThan(Duration.ofSeconds(5));
    }
}
