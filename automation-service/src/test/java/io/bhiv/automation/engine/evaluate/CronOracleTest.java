package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Where no clock changes, another implementation must agree. */
class CronOracleTest {

    private static final CronParser ORACLE =
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.SPRING53));

    @Property(tries = 500)
    void agreesWithAnotherImplementationInUtc(@ForAll("expressions") String cron, @ForAll("instants") Instant after) {
        ZonedDateTime expected = ExecutionTime.forCron(ORACLE.parse(cron))
                .nextExecution(after.atZone(ZoneOffset.UTC))
                .orElseThrow();
        assertThat(DueTimes.after(new Trigger.Cron(CronExpression.parse(cron), ZoneOffset.UTC), after))
                .as(cron)
                .contains(expected.toInstant());
    }

    /** Without 28W to 31W: the other implementation leaves the month, or fails, where such a day is at its end. */
    @Property(tries = 500)
    void agreesOnDaysFromTheEndAndOnDaysOfTheWeek(@ForAll("days") String days, @ForAll("instants") Instant after) {
        String cron = "0 30 6 " + days;
        assertThat(DueTimes.after(new Trigger.Cron(CronExpression.parse(cron), ZoneOffset.UTC), after))
                .as(cron)
                .isEqualTo(ExecutionTime.forCron(ORACLE.parse(cron))
                        .nextExecution(after.atZone(ZoneOffset.UTC))
                        .map(ZonedDateTime::toInstant));
    }

    @Provide
    Arbitrary<String> days() {
        Arbitrary<String> ofTheMonth = Arbitraries.oneOf(
                Arbitraries.just("L"),
                Arbitraries.integers().between(1, 9).map(n -> "L-" + n),
                Arbitraries.integers().between(1, 27).map(n -> n + "W"));
        Arbitrary<String> weekday = Arbitraries.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "0", "7");
        Arbitrary<String> ofTheWeek = Arbitraries.oneOf(
                weekday,
                Combinators.combine(weekday, Arbitraries.integers().between(1, 5))
                        .as((day, n) -> day + "#" + n),
                Arbitraries.integers().between(0, 7).map(day -> day + "L"),
                Arbitraries.of("MON-FRI", "SAT-SUN", "6-7", "1,3,5", "TUE-THU", "0-2", "5-7", "MON,SUN"));
        Arbitrary<String> month = Arbitraries.of("*", "2", "1-6", "FEB,DEC");
        return Arbitraries.oneOf(
                Combinators.combine(ofTheMonth, month).as((day, in) -> day + " " + in + " *"),
                Combinators.combine(ofTheWeek, month).as((day, in) -> "* " + in + " " + day));
    }

    @Provide
    Arbitrary<String> expressions() {
        return Combinators.combine(field(0, 59), field(0, 59), field(0, 23), field(1, 28), field(1, 12))
                .as((second, minute, hour, day, month) -> String.join(" ", second, minute, hour, day, month, "*"));
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(1_767_225_600L, 1_900_000_000L).map(Instant::ofEpochSecond);
    }

    private static Arbitrary<String> field(int least, int most) {
        Arbitrary<Integer> value = Arbitraries.integers().between(least, most);
        return Arbitraries.oneOf(
                Arbitraries.just("*"),
                value.map(String::valueOf),
                Combinators.combine(value, value).as((a, b) -> Math.min(a, b) + "-" + Math.max(a, b)),
                Combinators.combine(value, value)
                        .as((a, b) -> a.equals(b) ? a + "" : Math.min(a, b) + "," + Math.max(a, b)));
    }
}
