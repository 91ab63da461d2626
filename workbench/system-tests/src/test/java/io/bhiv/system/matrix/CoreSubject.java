package io.bhiv.system.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.core.CoreStage;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Updates of robots, each of which becomes one object of the bucket and is marked synced. */
final class CoreSubject implements Subject {

    private final FaultStage stage;
    private final RequestLoad load;

    CoreSubject(FaultStage stage, UnaryOperator<HttpRequest> route) {
        this.stage = stage;
        this.load = new RequestLoad(
                replica -> new Callers.Task(random -> CoreStage.robot("robotics", random, replica), "update_id"),
                route);
    }

    @Override
    public Place place() {
        return Place.CORE;
    }

    @Override
    public void begin(List<ServiceProcess> replicas, long seed) {
        load.begin(replicas, seed);
    }

    @Override
    public int progress() {
        return load.progress();
    }

    @Override
    public void close() {
        load.end();
    }

    @Override
    public void assertDrained() {
        assertThat(stage.column("SELECT update_id FROM core.pending_update")).isEmpty();
    }

    @Override
    public Findings findings() {
        Set<String> objects = stage.column("SELECT update_id FROM bucket.object WHERE module = 'robotics'");
        Set<String> synced = stage.column("SELECT update_id FROM core.synced_update");
        Findings seen = load.findings(
                synced,
                objects,
                stage.column("SELECT update_id FROM core.synced_update GROUP BY 1 HAVING count(*) > 1"),
                0);
        // Nothing is wrong with any of them.
        seen.breaches()
                .addAll(stage.column("SELECT update_id || ' is parked: ' || reason FROM core.parked_update"
                        + " WHERE replayed_at IS NULL"));
        return seen;
    }
}
