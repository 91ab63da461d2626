package io.bhiv.bucket;

import io.bhiv.stage.topic.TallyReports;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** A tick so slow that only a hint explains a quick answer, and reports of what was counted: tests of either share one service. */
public final class SlowTickReporting implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(TallyReports.OFTEN);
        settings.put("bridge.bucket.lease.tick", "15s");
        return settings;
    }
}
