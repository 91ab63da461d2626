package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @ParameterizedTest
    @CsvSource({"0.4, 0.4, ms", "12.34, 12, ms", "1500, 1.5, s", "90000, 1.5, min"})
    void theUnitStandsBesideTheNumber(double millis, String number, String unit) {
        assertThat(Format.ms(millis).toString())
                .contains(">" + number + "</span>")
                .contains("\u202f" + unit + "</span>");
    }

    @Test
    void nearlyAllIsNotShownAsAll() {
        assertThat(Format.percent(OptionalDouble.of(99.97)).toString()).contains(">99.9<");
        assertThat(Format.percent(OptionalDouble.of(100)).toString()).contains(">100<");
        assertThat(Format.percent(OptionalDouble.empty()).toString()).contains("nothing yet");
    }

    @Test
    void aGapInASparklineIsAGap() {
        String path = Format.spark(List.of(1.0, 2.0, Double.NaN, 3.0)).toString();

        assertThat(path.split("M", -1)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"PT45S, 45, s", "PT3M, 3, min", "PT3H, 3, h", "PT72H, 3, days"})
    void spansGetTheUnitThatFits(Duration span, String number, String unit) {
        assertThat(Format.span(span).toString()).contains(">" + number + "<").contains(unit);
    }
}
