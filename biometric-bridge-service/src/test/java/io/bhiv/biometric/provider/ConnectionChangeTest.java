package io.bhiv.biometric.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.provider.Reading.LinkChange;
import io.bhiv.biometric.provider.Reading.LinkEvent;
import io.bhiv.biometric.provider.Reading.Unreadable;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionChangeTest {

    private static final ProviderUser USER = new ProviderUser(Provider.OURA, "9f3a1d0c");

    @ParameterizedTest
    @CsvSource({"ACTIVE,AUTHENTICATED", "DEGRADED,CONNECTION_ERROR", "REVOKED,DEAUTHENTICATED"})
    void whatIsWrittenReadsAsTheSameChange(ConnectionState state, LinkEvent event) {
        ConnectionChange change = ConnectionChange.of(
                USER,
                "learner-1",
                state,
                "refresh_refused",
                1_783_000_000_000L,
                List.of("daily", "spo2"),
                List.of("daily"));

        assertThat(ConnectionChange.read(Provider.OURA, change.body()))
                .isEqualTo(new LinkChange(
                        new VendorUser(USER, "learner-1", null),
                        1_783_000_000_000L,
                        null,
                        event,
                        List.of("daily"),
                        List.of("spo2"),
                        "refresh_refused"));
    }

    @Test
    void theSameChangeHasTheSameIdentityAndBytes() {
        ConnectionChange once = change(5);
        ConnectionChange again = change(5);

        assertThat(again.identity())
                .isEqualTo(once.identity())
                .isNotEqualTo(change(6).identity());
        assertThat(again.body()).isEqualTo(once.body());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"state\":\"ACTIVE\"}", "{\"state\":\"GONE\",\"user_id\":\"u\",\"changed_at_ms\":1}"
            })
    void anythingElseIsOfTheWrongShape(String body) {
        assertThat(ConnectionChange.read(Provider.OURA, body.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Unreadable.class);
    }

    private static ConnectionChange change(long at) {
        return ConnectionChange.of(USER, null, ConnectionState.ACTIVE, null, at, List.of(), List.of());
    }
}
