package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import org.junit.jupiter.api.Test;

/** What a person revoked stays revoked until they authenticate again. */
class RevocationTest {

    private static final String USER = "4735eac4-31a2-47ef-8b11-51e98d84c680";

    private final KnownState state = Given.nothingKnown();

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A connection_error after deauth opened the revoked connection, and data was published again",
            now = "An error never changes a revoked connection; it is dropped by a rule")
    void anErrorDoesNotOpenARevokedConnection() {
        send("auth.success", 0);
        send("deauth", 1);

        assertThat(send("connection_error", 2).outcome()).isEqualTo(new Outcome.Dropped(DropRule.REVOKED_CONNECTION));
        assertThat(reached()).isEqualTo(ConnectionState.REVOKED);
        assertThat(send("sleep", 3).outcome())
                .isEqualTo(new Outcome.Parked(ParkReason.REVOKED_CONNECTION, Given.terraUser(USER)));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "A change of scopes was published for a person who had disconnected, and after a later one",
            now = "It is dropped by a rule, as an error is")
    void scopesOfARevokedConnectionDoNotChange() {
        send("auth.success", 0);
        assertThat(send("permission_change", 1).events()).hasSize(1);
        send("deauth", 2);

        assertThat(send("permission_change", 3).outcome()).isEqualTo(new Outcome.Dropped(DropRule.REVOKED_CONNECTION));
        assertThat(send("permission_change", 1).outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(reached()).isEqualTo(ConnectionState.REVOKED);
    }

    @Test
    void aRevocationThatAnErrorOvertookHolds() {
        send("auth.success", 0);
        send("connection_error", 2);
        send("deauth", 1);

        assertThat(reached()).isEqualTo(ConnectionState.REVOKED);
    }

    @Test
    void anErrorDegradesAndDataIsStillTaken() {
        send("auth.success", 0);
        assertThat(send("connection_error", 1).events()).hasSize(1);

        assertThat(reached()).isEqualTo(ConnectionState.DEGRADED);
        assertThat(send("sleep", 2).events()).isNotEmpty();
    }

    @Test
    void anAuthenticationAfterTheErrorIsActive() {
        send("auth.success", 0);
        send("deauth", 1);
        send("connection_error", 2);
        send("auth.success", 3);

        assertThat(reached()).isEqualTo(ConnectionState.ACTIVE);
    }

    @Test
    void anErrorOlderThanTheAuthenticationChangesNothing() {
        send("auth.success", 2);

        assertThat(send("connection_error", 1).outcome()).isEqualTo(new Outcome.Dropped(DropRule.SUPERSEDED));
        assertThat(reached()).isEqualTo(ConnectionState.ACTIVE);
    }

    private Normalised send(String sample, int later) {
        return Given.normalise(
                Given.LINKING, Given.terra(Given.text("terra/" + sample + ".json"), Given.ORDERING + later), state);
    }

    private ConnectionState reached() {
        return Given.present(state.link(Given.terraUser(USER))).state();
    }
}
