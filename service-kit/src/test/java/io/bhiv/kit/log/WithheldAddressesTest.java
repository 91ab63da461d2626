package io.bhiv.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class WithheldAddressesTest {

    private final ConsoleFilter filter = new ConsoleFilter();

    @Test
    void theFrameworksErrorKeepsItsIdAndLosesTheAddress() {
        ExtLogRecord record = failed(WithheldAddresses.LAST_ERROR_HANDLER);

        assertThat(filter.isLoggable(record)).isTrue();

        assertThat(record.getFormattedMessage()).isEqualTo("HTTP Request to (address withheld) failed, error id: 4f-1");
    }

    @Test
    void whatOthersSayIsLeftAsItIs() {
        ExtLogRecord record = failed("io.bhiv.biometric.relay.Sweeper");

        assertThat(filter.isLoggable(record)).isTrue();

        assertThat(record.getFormattedMessage()).contains("/webhook/oura?verification_token=not-a-real-token");
    }

    private static ExtLogRecord failed(String logger) {
        ExtLogRecord record = new ExtLogRecord(
                Level.SEVERE,
                "HTTP Request to %s failed, error id: %s",
                ExtLogRecord.FormatStyle.PRINTF,
                WithheldAddressesTest.class.getName());
        record.setLoggerName(logger);
        record.setParameters(new Object[] {"/webhook/oura?verification_token=not-a-real-token", "4f-1"});
        return record;
    }
}
