package io.bhiv.play.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PopulationTest {

    private static final LocalDate LAST = LocalDate.of(2026, 11, 20);
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private final Population population = new Population(7, 40, ZONE);

    @Test
    void theSameSeedGivesTheSameDaysInAnyOrder() {
        History once = population.person("person-3");
        History again = new Population(7, 1, ZONE).person("person-3");

        Day late = once.day(LAST);
        List<Day> days = again.days(LAST, 30);

        assertThat(days.getLast()).isEqualTo(late);
        assertThat(days.getFirst()).isEqualTo(once.day(LAST.minusDays(29)));
        assertThat(new Population(8, 1, ZONE).person("person-3").day(LAST)).isNotEqualTo(late);
    }

    @Test
    void theNameAloneDecidesTheIds() {
        Person person = population.person("person-3").person();
        Person other = new Population(99, 1, ZONE).person("person-3").person();

        assertThat(person.ouraId()).isEqualTo(other.ouraId());
        assertThat(person.whoopId()).isEqualTo(other.whoopId()).isPositive();
        assertThat(population.people()).extracting(one -> one.person().ouraId()).doesNotHaveDuplicates();
    }

    @Test
    void valuesLieWhereThoseOfPeopleLie() {
        List<Vitals> all = new ArrayList<>();
        for (History one : population.people()) {
            for (int back = 0; back < 90; back++) {
                all.add(vitals(one.measuredDay(LAST.minusDays(back))));
            }
        }

        List<Double> sorted = all.stream().map(Vitals::rmssd).sorted().toList();
        assertThat(sorted.get(sorted.size() / 2)).isBetween(25.0, 45.0);
        assertThat(all).allSatisfy(night -> {
            assertThat(night.rmssd()).isBetween(6.0, 240.0);
            assertThat(night.restingHeartRate()).isBetween(35.0, 110.0);
            assertThat(night.averageHeartRate()).isGreaterThan(night.restingHeartRate());
            assertThat(night.respiratoryRate()).isBetween(9.0, 25.0);
            assertThat(night.temperatureDeviation()).isBetween(-1.5, 2.5);
            assertThat(night.spo2()).isBetween(88.0, 100.0);
        });
    }

    /** Most people have an episode within two months, and it moves all four measurements in the direction of strain. */
    @Test
    void anEpisodeOfStrainMovesEveryMeasurement() {
        List<Double> rmssd = new ArrayList<>();
        List<Double> pulse = new ArrayList<>();
        List<Double> warmth = new ArrayList<>();
        for (History one : population.people()) {
            Noise noise = new Noise(7).of(one.person().name());
            for (int back = 0; back < 120; back++) {
                LocalDate date = LAST.minusDays(back);
                if (Episode.on(noise, date.toEpochDay()).level() > 0.8) {
                    Vitals vitals = vitals(one.measuredDay(date));
                    rmssd.add(vitals.rmssd() / one.person().usual().rmssd());
                    pulse.add(vitals.restingHeartRate() - one.person().usual().restingHeartRate());
                    warmth.add(vitals.temperatureDeviation());
                }
            }
        }

        assertThat(rmssd).hasSizeGreaterThan(40);
        assertThat(mean(rmssd)).isBetween(0.5, 0.75);
        assertThat(mean(pulse)).isBetween(5.0, 9.0);
        assertThat(mean(warmth)).isBetween(0.5, 0.95);
    }

    @Test
    void someNightsAreMissingAndSomeAreNotMeasured() {
        List<Day> days = population.people().stream()
                .flatMap(one -> one.days(LAST, 90).stream())
                .toList();
        long missing = days.stream().filter(day -> day.night() == null).count();
        long unmeasured = days.stream()
                .map(Day::night)
                .filter(night -> night != null && night.vitals() == null)
                .count();

        assertThat((double) missing / days.size()).isCloseTo(0.04, within(0.015));
        assertThat((double) unmeasured / days.size()).isCloseTo(0.02, within(0.01));
    }

    /** The offset of a night in March and October is that of its own bedtime, and it lasts as long as its stages. */
    @Test
    void nightsKeepTheirLengthWhenTheClockChanges() {
        for (History one : population.people()) {
            for (LocalDate change : List.of(LocalDate.of(2026, 3, 29), LocalDate.of(2026, 10, 25))) {
                Night night = night(one.measuredDay(change));

                assertThat(Duration.between(night.bedtime(), night.wake()).toSeconds())
                        .isEqualTo(night.stages().inBed());
                assertThat(night.wake().atZoneSameInstant(ZONE).toLocalDate()).isEqualTo(change);
            }
        }
    }

    @Test
    void aCorrectionChangesWhatItIsAboutAndNothingElse() {
        Day day = population.person("person-1").measuredDay(LAST);

        assertThat(vitals(day.withRmssd(21)).rmssd()).isEqualTo(21);
        assertThat(night(day.withRmssd(21)).stages()).isEqualTo(night(day).stages());
        Night earlier = night(day.withEarlierBedtime(Duration.ofMinutes(20)));
        assertThat(earlier.bedtime()).isEqualTo(night(day).bedtime().minusMinutes(20));
        assertThat(earlier.stages().inBed()).isEqualTo(night(day).stages().inBed() + 1200);
        assertThat(earlier.stages().asleep()).isEqualTo(night(day).stages().asleep());
        assertThat(day.withNight(null).withRmssd(21).night()).isNull();
    }

    private static Night night(Day day) {
        return Objects.requireNonNull(day.night());
    }

    private static Vitals vitals(Day day) {
        return Objects.requireNonNull(night(day).vitals());
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
