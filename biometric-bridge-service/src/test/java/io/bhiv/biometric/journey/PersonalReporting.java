package io.bhiv.biometric.journey;

import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Rules that know the person, and reports of what was counted: tests of either share one service. */
public final class PersonalReporting implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(TallyReports.OFTEN);
        settings.put("bridge.biometric.trigger.mode", "personal");
        settings.put("bridge.intake.max-record", "64K");
        return settings;
    }
}
