package io.bhiv.biometric.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.body.ByteBudget;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final int MIB = 1 << 20;
    private static final int CHUNK = 16 << 10;

    private final ByteBudget budget = new ByteBudget(104L * MIB, () -> 0);
    private final Admission admission = new Admission(1_000, 64 * MIB, budget);

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "Five stalled bodies of 13 MB without a signature kept all three providers out",
            now = "Stalled large bodies use up the common room; each provider's small bodies have a reserve")
    void stalledLargeBodiesLeaveRoomForTheSmallBodiesOfEveryProvider() {
        for (int i = 0; i < 20; i++) {
            stalled(Provider.TERRA, 13 * MIB);
        }

        for (Provider provider : WebhookRoutes.SENDERS.values()) {
            assertThat(admission.share(provider).tryHold(2_000))
                    .as(provider.name())
                    .isTrue();
        }
        assertThat(admission.share(Provider.TERRA).tryHold(Admission.SMALL + 1)).isFalse();
    }

    @Test
    void oneProvidersSmallBodiesLeaveTheReserveOfTheOthers() {
        for (int i = 0; i < 2_000; i++) {
            admission.share(Provider.OURA).tryHold(Admission.SMALL);
        }

        assertThat(admission.share(Provider.OURA).tryHold(Admission.SMALL)).isFalse();
        assertThat(admission.share(Provider.WHOOP).tryHold(Admission.SMALL)).isTrue();
    }

    @Test
    void whatIsReleasedCanBeTakenAgainAndNothingIsLeftOver() {
        List<Admission.Share> shares = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 100; i++) {
                shares.add(stalled(Provider.TERRA, MIB));
            }
            assertThat(admission.bytes()).isBetween(40L * MIB, 64L * MIB);
            shares.forEach(Admission.Share::release);
            shares.clear();
            assertThat(admission.bytes()).isZero();
            assertThat(budget.taken()).isZero();
        }
    }

    @Test
    void largeBodiesMakeWayForWhatWaitsInsideAndSmallOnesNeedNot() {
        Admission.Share arriving = admission.share(Provider.TERRA);
        assertThat(arriving.tryHold(2 * MIB)).isTrue();
        assertThat(budget.tryTakeInTurn("claim", 78L * MIB, Duration.ofSeconds(40)))
                .isEmpty();

        assertThat(admission.share(Provider.TERRA).tryHold(MIB)).isFalse();
        assertThat(arriving.tryHold(2 * MIB)).as("one that has begun").isTrue();
        for (Provider provider : WebhookRoutes.SENDERS.values()) {
            assertThat(admission.share(provider).tryHold(Admission.SMALL)).isTrue();
        }
    }

    /** As a body arrives: in chunks, until there is no room or it is complete. */
    private Admission.Share stalled(Provider provider, int size) {
        Admission.Share share = admission.share(provider);
        int held = 0;
        while (held < size && share.tryHold(CHUNK)) {
            held += CHUNK;
        }
        return share;
    }
}
