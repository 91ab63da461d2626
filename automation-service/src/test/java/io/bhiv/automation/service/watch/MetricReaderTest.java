package io.bhiv.automation.service.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.action.HttpCaller;
import io.bhiv.automation.engine.job.Trigger.MetricSource;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricReaderTest {

    private static final String PAGE = """
            # HELP queue_size Packets that wait
            # TYPE queue_size gauge
            queue_size{queue="prana"} 1500.0
            queue_size{queue="other"} 3
            queue_size_max 9
            with_time 7.5 1395066363000
            not_a_number NaN
            """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            queue_size{queue="prana"} | 1500
            queue_size{queue="other"} | 3
            with_time                 | 7.5
            queue_size                |
            not_a_number              |
            nothing                   |
            """)
    void aSampleIsFoundByItsNameAndLabelsAsPrinted(String series, @Nullable Double expected) {
        assertThat(read(new MetricSource.Sample(series), PAGE)).isEqualTo(figure(expected));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /queue/pending | 12.5
            /queue/name    |
            /nothing       |
            """)
    void aFigureIsFoundAtItsPointer(String pointer, @Nullable Double expected) {
        assertThat(read(new MetricSource.AtPointer(pointer), "{\"queue\":{\"pending\":12.5,\"name\":\"prana\"}}"))
                .isEqualTo(figure(expected));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A page that was cut at 64 KiB within a figure was read as another figure",
            now = "Only its whole lines are read")
    void theLineAtWhichAPageWasCutIsNotRead() {
        String page = "queue_size 1500\nqueue_age 12";
        assertThat(cut(new MetricSource.Sample("queue_size"), page)).hasValue(1500);
        assertThat(cut(new MetricSource.Sample("queue_age"), page)).isEmpty();
        assertThat(cut(new MetricSource.Sample("queue_age"), "queue_age 12")).isEmpty();
        assertThat(cut(new MetricSource.AtPointer(""), "12")).isEmpty();
    }

    private static OptionalDouble cut(MetricSource figure, String body) {
        return MetricReader.read(figure, new HttpCaller.Answer(200, body, true, Optional.empty()));
    }

    private static OptionalDouble read(MetricSource figure, String body) {
        return MetricReader.read(figure, new HttpCaller.Answer(200, body, false, Optional.empty()));
    }

    private static OptionalDouble figure(@Nullable Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
