package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.simulator.Simulators;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.BadSetting;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything and stays until Ctrl-C, or with {@code --detach} returns once all is ready. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts PostgreSQL, Kafka, Redis, the simulators and every service that is built.",
        footer =
                "KARMA_TRACKER_URL, BHIV_CORE_URL, OURA_CLIENT_ID and WHOOP_CLIENT_ID, where set, win over the simulators"
                        + " karma, bhiv-core, oura and whoop; an empty value leaves the services without such a system."
                        + " With --native the services run as the executables that ./bridge native has made.")
public final class UpCommand implements Callable<Integer> {

    @Option(names = "--detach", description = "Return once everything is ready; ./bridge down stops it.")
    private boolean detach;

    @Option(names = "--fresh", description = "Start with empty data.")
    private boolean fresh;

    @Option(names = "--external", description = "Use the PostgreSQL, Kafka and Redis that the environment names.")
    private boolean external;

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            description = "Another port, for example --port postgres=5555 or --port bucket-service=3001.")
    private Map<String, Integer> ports = Map.of();

    @Option(
            names = "--without",
            paramLabel = "NAME",
            description = "Leave out a simulator or a service, for example --without karma. May be repeated.")
    private Set<String> without = Set.of();

    @Override
    public Integer call() throws InterruptedException {
        StackFolders folders = StackFolders.ofThisProcess();
        refuseUnknownNames();
        if (detach) {
            return new DetachedStart(folders).start(argumentsWithoutDetach());
        }
        logBrokerTo(folders);
        StackLayout layout = StackLayout.of(folders, new Settings(System.getenv(), ports, external, without));
        return new StackRun(layout, console(folders), fresh).run();
    }

    private void refuseUnknownNames() {
        Set<String> known = new TreeSet<>();
        Simulators.all().forEach(simulator -> known.add(simulator.name()));
        Place.services().forEach(service -> known.add(service.label()));
        for (String name : without) {
            if (!known.contains(name)) {
                throw new BadSetting(
                        "--without: there is no " + name + "; there are " + String.join(", ", known), null);
            }
        }
    }

    private List<String> argumentsWithoutDetach() {
        List<String> arguments = new ArrayList<>(List.of("up"));
        if (fresh) {
            arguments.add("--fresh");
        }
        if (external) {
            arguments.add("--external");
        }
        without.forEach(name -> arguments.addAll(List.of("--without", name)));
        ports.forEach((name, port) -> arguments.addAll(List.of("--port", name + "=" + port)));
        return arguments;
    }

    private static Console console(StackFolders folders) {
        return DetachedStart.isThisProcess() ? Console.inFile(folders.log("stack")) : Console.onScreen();
    }

    private static void logBrokerTo(StackFolders folders) {
        folders.logs().toFile().mkdirs();
        System.setProperty(
                "org.slf4j.simpleLogger.logFile", folders.log("kafka").toString());
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "warn");
        System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
        System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    }
}
