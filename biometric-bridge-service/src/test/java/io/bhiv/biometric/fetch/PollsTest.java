package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.fetch.Polls.Poll;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.Provider;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PollsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 29);

    @Test
    void aPollThatLooksBackFurtherThanIsReadAtATimeIsLong() {
        assertThat(lookingBack(30).isLong(30, 3)).isFalse();
        assertThat(lookingBack(31).isLong(30, 3)).isTrue();
    }

    /** It would be filled back since a day after which nothing is left to fill, and be due again at once. */
    @Test
    void thePollAfterTodaysIsNotLongWhereLessIsReadAtATimeThanIsLookedBackOn() {
        assertThat(lookingBack(3).isLong(1, 3)).isFalse();
        assertThat(lookingBack(4).isLong(1, 3)).isTrue();
    }

    @Test
    void whatIsFilledBackIsNotLong() {
        Poll filling = poll(TODAY.minusDays(90), TODAY, TODAY.minusDays(90));

        assertThat(filling.isLong(30, 3)).isFalse();
    }

    private static Poll lookingBack(int days) {
        return poll(TODAY, TODAY.minusDays(1), TODAY.minusDays(days));
    }

    private static Poll poll(LocalDate backfillFrom, LocalDate backfillUntil, LocalDate lookBackFrom) {
        return new Poll(
                "con_1",
                new ProviderUser(Provider.WHOOP, "10129"),
                "sleep",
                backfillFrom,
                backfillUntil,
                lookBackFrom,
                TODAY,
                0);
    }
}
