package io.bhiv.stack.up;

import io.bhiv.stack.layout.StackFolders;
import io.bhiv.stack.layout.StackLayout;
import io.bhiv.stack.supervise.Console;
import io.bhiv.stage.layout.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts everything and stays until it is told to stop, or with {@code --detach} returns once all is ready. */
@Command(name = "up", description = "Starts PostgreSQL, Kafka, Redis and every service that is built.")
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

    @Override
    public Integer call() throws InterruptedException {
        StackFolders folders = StackFolders.ofThisProcess();
        if (detach) {
            return new DetachedStart(folders).start(argumentsWithoutDetach());
        }
        logBrokerTo(folders);
        StackLayout layout = StackLayout.of(folders, new Settings(System.getenv(), ports, external));
        return new StackRun(layout, console(folders), fresh).run();
    }

    private List<String> argumentsWithoutDetach() {
        List<String> arguments = new ArrayList<>(List.of("up"));
        if (fresh) {
            arguments.add("--fresh");
        }
        if (external) {
            arguments.add("--external");
        }
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
