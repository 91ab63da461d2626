package io.bhiv.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Trigger;
import io.bhiv.trigger.night.MeasurementContext;
import io.bhiv.trigger.night.Observation;
import io.bhiv.trigger.night.OfNight;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Five generated people over 150 nights: firing by firing what the executable model of the specification gave for them. */
class ModelTest {

    @ParameterizedTest
    @EnumSource(Mode.class)
    void everyFiringAndNotificationIsTheModels(Mode mode) throws IOException {
        TriggerEngine engine = new TriggerEngine(mode, Parameters.DEFAULTS);
        List<String> found = new ArrayList<>();
        people().forEach((user, arrivals) -> engine.replay(user, PersonState.NEW, arrivals)
                .nights()
                .forEach(night -> lines(mode, user, night, found)));
        List<String> expected = lines("/samples/model/outcomes.csv").stream()
                .filter(line -> line.startsWith(mode.wireName() + ","))
                .toList();
        assertThat(expected).hasSizeGreaterThan(50);
        assertThat(found).isEqualTo(expected);
    }

    private static void lines(Mode mode, String user, NightResult night, List<String> found) {
        for (Outcome outcome : night.outcomes()) {
            String status = outcome instanceof Outcome.Suppressed held
                    ? "SUPPRESSED," + held.reason().wireName()
                    : "NOTIFIED,";
            found.add(line(mode, user, "firing", outcome.trigger()) + status);
        }
        night.notification().ifPresent(one -> found.add(line(mode, user, "notification", one) + "NOTIFIED,"));
    }

    private static String line(Mode mode, String user, String kind, Trigger trigger) {
        return String.join(
                        ",",
                        mode.wireName(),
                        user,
                        trigger.night().toString(),
                        kind,
                        trigger.rule().name(),
                        trigger.severity().name(),
                        trigger.recommendation().wireName())
                + ",";
    }

    private static Map<String, List<OfNight>> people() throws IOException {
        Map<String, List<OfNight>> people = new LinkedHashMap<>();
        for (String line : lines("/samples/model/nights.csv")) {
            String[] cells = line.split(",");
            LocalDate night = LocalDate.parse(cells[1]);
            people.computeIfAbsent(cells[0], user -> new ArrayList<>())
                    .add(new Observation(
                            Metric.ofWireName(cells[2]).orElseThrow(),
                            Double.parseDouble(cells[3]),
                            night,
                            "",
                            MeasurementContext.NOCTURNAL,
                            true,
                            false,
                            night.atTime(7, 0).toInstant(ZoneOffset.UTC)));
        }
        return people;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(ModelTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        }
    }
}
