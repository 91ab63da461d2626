package io.bhiv.stack.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.simulator.control.Setup;
import io.bhiv.simulator.oura.OuraSimulator;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stage.layout.BadSetting;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class SimulatorControlTest {

    @Test
    void preparesPeopleAndShowsARefusalInOneLine() throws Exception {
        try (OuraSimulator oura = OuraSimulator.start(0, Setup.of("app", "secret", Clock.systemUTC()))) {
            SimulatorControl control =
                    new SimulatorControl(Wearable.OURA, oura.address().toString());

            var made = control.call(
                    "POST", "people", SimulatorControl.body().put("count", 2).put("days", 5));

            assertThat(made.path("people")).hasSize(2);
            assertThat(oura.wearers().days("person-2")).hasSize(5);
            assertThatThrownBy(() -> control.call(
                            "DELETE", "nights", SimulatorControl.body().put("person", "person-9")))
                    .isInstanceOf(BadSetting.class)
                    .hasMessage("oura: Nobody is called person-9");
        }
    }
}
