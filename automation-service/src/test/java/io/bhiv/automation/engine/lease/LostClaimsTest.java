package io.bhiv.automation.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.automation.engine.ledger.Ledger;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LostClaimsTest {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    private final List<Instant> since = new ArrayList<>();
    private boolean away;
    private final LostClaims lost = new LostClaims(ledger(), new InFlight(1), Duration.ofSeconds(15));

    @Test
    void whatWasAnsweredIsNotLookedFor() {
        lost.asked(START);
        lost.answered();

        giveBack(1);

        assertThat(since).isEmpty();
    }

    @Test
    void claimsThatTakeEffectLateAreLookedForUntilTheLedgerHasBeenThereForALease() {
        lost.asked(START);
        away = true;
        assertThatThrownBy(() -> giveBack(60)).hasMessage("away");
        away = false;
        since.clear();

        for (int second = 120; second < 160; second++) {
            giveBack(second);
        }

        assertThat(since).hasSize(16).containsOnly(START);
    }

    @Test
    void oneThatIsLostMeanwhileBeginsTheTimeAgain() {
        lost.asked(START);
        giveBack(10);
        lost.asked(START.plusSeconds(10));

        for (int second = 20; second < 60; second++) {
            giveBack(second);
        }

        assertThat(since).hasSize(17).containsOnly(START);
    }

    private void giveBack(int second) {
        lost.giveBack(START.plusSeconds(second)).await().atMost(Duration.ofSeconds(5));
    }

    private Ledger ledger() {
        return (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("giveBack");
                    since.add((Instant) Objects.requireNonNull(arguments[0]));
                    return away
                            ? Uni.createFrom().failure(new IllegalStateException("away"))
                            : Uni.createFrom().item(0);
                });
    }
}
