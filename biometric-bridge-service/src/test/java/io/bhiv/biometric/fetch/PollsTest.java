package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.fetch.Polls.Poll;
import io.bhiv.biometric.provider.ObjectApi.Days;
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

    @Test
    void samplesOfADayAreReadAtATime() {
        Poll filling = new Poll(
                "con_1",
                new ProviderUser(Provider.OURA, "10129"),
                "interbeat_interval",
                TODAY.minusDays(7),
                TODAY.minusDays(2),
                TODAY.minusDays(7),
                TODAY,
                0);

        assertThat(filling.spans(30))
                .containsExactly(new Days("interbeat_interval", TODAY.minusDays(2), TODAY.minusDays(2)));
        assertThat(samplesLookingBack(3).spans(30))
                .extracting(Days::from)
                .containsExactly(TODAY.minusDays(3), TODAY.minusDays(2), TODAY.minusDays(1), TODAY, TODAY.plusDays(1));
        assertThat(samplesLookingBack(3).spans(30))
                .allSatisfy(days -> assertThat(days.until()).isEqualTo(days.from()));
    }

    /** The next of a daily poll looks back on a day more. */
    @Test
    void aPollOfSamplesOfMoreThanADayAgoIsLong() {
        assertThat(samplesLookingBack(4).isLong(30, 3)).isFalse();
        assertThat(samplesLookingBack(5).isLong(30, 3)).isTrue();
    }

    @Test
    void otherTypesAreReadSomeWeeksAtATime() {
        assertThat(poll(TODAY.minusDays(90), TODAY, TODAY.minusDays(90)).spans(30))
                .containsExactly(new Days("sleep", TODAY.minusDays(29), TODAY.plusDays(1)));
        assertThat(poll(TODAY.minusDays(90), TODAY.minusDays(80), TODAY.minusDays(90))
                        .spans(30))
                .containsExactly(new Days("sleep", TODAY.minusDays(90), TODAY.minusDays(80)));
        assertThat(lookingBack(3).spans(30)).containsExactly(new Days("sleep", TODAY.minusDays(3), TODAY.plusDays(1)));
    }

    private static Poll samplesLookingBack(int days) {
        return new Poll(
                "con_1",
                new ProviderUser(Provider.OURA, "10129"),
                "interbeat_interval",
                TODAY,
                TODAY.minusDays(1),
                TODAY.minusDays(days),
                TODAY,
                0);
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
