package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    @Test
    void everythingReceivedIsFoundAgain() {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tally(100, 10));

        assertThat(account.difference()).isZero();
        assertThat(account.isBalanced()).isTrue();
        assertThat(account.differences()).isEmpty();
    }

    @Test
    void aLossIsCountedAndSaid() {
        Reconciliation account = new Reconciliation("bucket-service", Pictures.tally(103, 10));

        assertThat(account.difference()).isEqualTo(3);
        assertThat(account.isBalanced()).isFalse();
        assertThat(account.differences()).containsExactly("3 received and not accounted for");
    }

    @Test
    void anAccountThatDoesNotCoverItsDayYetIsYoung() {
        assertThat(new Reconciliation(
                                "bucket-service",
                                Pictures.tallySince(
                                        Pictures.NOW.minus(Duration.ofDays(1)).plusSeconds(60)))
                        .isYoung())
                .isFalse();
        assertThat(new Reconciliation(
                                "bucket-service",
                                Pictures.tallySince(
                                        Pictures.NOW.minus(Duration.ofDays(1)).plusSeconds(61)))
                        .isYoung())
                .isTrue();
    }

    @Test
    void theYoungestAccountSaysSinceWhenItCounts() {
        Instant first = Pictures.NOW.minusSeconds(7_200);
        Instant second = Pictures.NOW.minusSeconds(3_600);

        assertThat(pictured(Pictures.NOW.minus(Duration.ofDays(1))).youngestAccountSince())
                .isNull();
        assertThat(pictured(Pictures.NOW.minus(Duration.ofDays(1)), second, first)
                        .youngestAccountSince())
                .isEqualTo(second);
    }

    private static Picture pictured(Instant... begun) {
        List<Reconciliation> accounts = Arrays.stream(begun)
                .map(from -> new Reconciliation("bucket-service", Pictures.tallySince(from)))
                .toList();
        Link up = new Link(true, Pictures.START);
        return Pictures.picture(up, up, accounts);
    }

    @Test
    void rowsThatAreMissingOrTooManyAreSaid() {
        assertThat(new Reconciliation("bucket-service", Pictures.tally(100, 7)).differences())
                .containsExactly("10 pending and only 7 rows: 3 missing");
        assertThat(new Reconciliation("bucket-service", Pictures.tally(100, 11)).differences())
                .containsExactly("10 pending and 11 rows: 1 too many");
    }
}
