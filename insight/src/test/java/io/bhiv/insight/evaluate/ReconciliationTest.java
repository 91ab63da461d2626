package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

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
    void rowsThatAreMissingOrTooManyAreSaid() {
        assertThat(new Reconciliation("bucket-service", Pictures.tally(100, 7)).differences())
                .containsExactly("10 pending and only 7 rows: 3 missing");
        assertThat(new Reconciliation("bucket-service", Pictures.tally(100, 11)).differences())
                .containsExactly("10 pending and 11 rows: 1 too many");
    }
}
