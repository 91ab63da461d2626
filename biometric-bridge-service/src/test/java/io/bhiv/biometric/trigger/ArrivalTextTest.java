package io.bhiv.biometric.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalTextTest {

    @ParameterizedTest
    @CsvSource({"11, 11", "10, 9", "9, 9", "8, 3", "3, 3", "2, 0", "0, 0"})
    void theNewestLinesAreWhole(int length, int kept) {
        String text = "1\n23456\n789";

        String newest = ArrivalText.newest(text, length);

        assertThat(newest).hasSize(kept).isEqualTo(text.substring(text.length() - kept));
    }

    @Test
    void ofOneLineThatIsTooLongNothingIsKept() {
        assertThat(ArrivalText.newest("12345", 4)).isEmpty();
    }
}
