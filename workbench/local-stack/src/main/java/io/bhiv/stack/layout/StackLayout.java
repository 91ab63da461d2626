package io.bhiv.stack.layout;

import io.bhiv.stage.layout.BackendAddresses;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.layout.ServiceEnvironment;
import io.bhiv.stage.layout.Settings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One stack as it is going to be: everything that {@code up} decides before it starts anything.
 *
 * @param services the services that are built and not left out
 */
public record StackLayout(
        StackFolders folders, Settings settings, BackendAddresses backends, Secrets secrets, List<Place> services) {

    public StackLayout {
        services = List.copyOf(services);
    }

    public static StackLayout of(StackFolders folders, Settings settings) {
        return new StackLayout(
                folders,
                settings,
                settings.external() ? BackendAddresses.external(settings) : BackendAddresses.embedded(settings),
                Secrets.from(settings),
                Place.services().stream()
                        .filter(folders::isBuilt)
                        .filter(service -> !settings.isWithout(service.label()))
                        .toList());
    }

    /** The services that are built and were left out on purpose. */
    public List<Place> leftOut() {
        return Place.services().stream()
                .filter(folders::isBuilt)
                .filter(service -> settings.isWithout(service.label()))
                .toList();
    }

    public int port(Place place) {
        return settings.port(place);
    }

    /** The base address of a service. */
    public String url(Place service) {
        return "http://localhost:" + port(service);
    }

    /** What {@code service} finds in its environment, on top of the environment that {@code up} was started with. */
    public Map<String, String> environment(Place service, Map<String, String> simulators) {
        Map<String, String> variables = sharedEnvironment(simulators);
        variables.put("QUARKUS_HTTP_PORT", Integer.toString(port(service)));
        if (service == Place.CORE) {
            // The page must not wait for services that are not part of this stack.
            variables.put("BRIDGE_INSIGHT_PAGE_EXPECTED", configured("BRIDGE_INSIGHT_PAGE_EXPECTED", names(services)));
        }
        if (service == Place.AUTOMATION) {
            // Beside the example that people edit, and not in the service's own data folder.
            Path automation = folders.root().resolve("automation");
            variables.put("AUTOMATION_CONFIG", configured("AUTOMATION_CONFIG", automation.resolve("config.json")));
            variables.put("AUTOMATION_REPORTS", configured("AUTOMATION_REPORTS", automation.resolve("reports")));
        }
        return variables;
    }

    private String configured(String variable, Object otherwise) {
        return settings.value(variable).orElse(otherwise.toString());
    }

    private static String names(List<Place> places) {
        return places.stream().map(Place::label).collect(Collectors.joining(","));
    }

    /** What every service and the automation command line find in their environment. */
    public Map<String, String> sharedEnvironment(Map<String, String> simulators) {
        Map<String, String> variables = new LinkedHashMap<>(simulators);
        variables.putAll(ServiceEnvironment.of(settings, secrets, backends));
        for (Place place : Place.services()) {
            variables.put(place.urlVariable(), url(place));
        }
        return variables;
    }
}
