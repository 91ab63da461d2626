package io.bhiv.play.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.person.Night;
import io.bhiv.play.person.Vitals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Oura's rows of single measurements, which have no id and no webhook: {@code heartrate} and {@code interbeat_interval}. */
public final class OuraSamples {

    private static final int STEP = 300;
    private static final int BEATS = 10;
    private static final int GOOD = 1;

    private OuraSamples() {}

    /** A row every five minutes of sleep; none where nothing was measured. */
    public static List<ObjectNode> heartRate(Night night) {
        List<ObjectNode> rows = new ArrayList<>();
        Vitals vitals = night.vitals();
        if (vitals == null) {
            return rows;
        }
        double[] values = new NightSeries(night).values(vitals.averageHeartRate(), 2);
        for (int i = 1; i < values.length; i++) {
            ObjectNode row = at(night.bedtime().toInstant().plusSeconds((long) i * STEP));
            row.put("bpm", Rounded.whole(values[i]));
            row.put("source", "sleep");
            rows.add(row);
        }
        return rows;
    }

    /** The first beats of every five minutes of sleep; a ring sends all, which would be thirty thousand a night. */
    public static List<ObjectNode> interbeatInterval(Night night) {
        List<ObjectNode> rows = new ArrayList<>();
        Vitals vitals = night.vitals();
        if (vitals == null) {
            return rows;
        }
        double[] values = new NightSeries(night).values(vitals.averageHeartRate(), 2);
        for (int i = 1; i < values.length; i++) {
            Instant time = night.bedtime().toInstant().plusSeconds((long) i * STEP);
            int interval = Rounded.whole(60_000 / values[i]);
            for (int beat = 0; beat < BEATS; beat++) {
                ObjectNode row = at(time.plusMillis((long) beat * interval));
                row.put("ibi", interval);
                row.put("validity", GOOD);
                rows.add(row);
            }
        }
        return rows;
    }

    private static ObjectNode at(Instant time) {
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("timestamp", Times.utc(time));
        row.put("timestamp_unix", time.toEpochMilli());
        return row;
    }
}
