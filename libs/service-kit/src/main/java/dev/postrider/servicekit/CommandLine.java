package dev.postrider.servicekit;

import dev.postrider.servicekit.config.ConfigurationException;
import dev.postrider.servicekit.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The options of a service's main.
 *
 * @param overrides setting path to value
 */
record CommandLine(Optional<Path> file, Map<String, String> overrides) {
    static CommandLine parse(Map<String, String> environment, String... args) {
        Optional<Path> file =
                Optional.ofNullable(environment.get("POSTRIDER_CONFIG")).map(Path::of);
        Map<String, String> overrides = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            String option = args[i];
            boolean hasValue = i + 1 < args.length;
            if (option.equals("--config") && hasValue) {
                file = Optional.of(Path.of(args[++i]));
            } else if (option.equals("--set") && hasValue && args[i + 1].indexOf('=') > 0) {
                String assignment = args[++i];
                int equals = assignment.indexOf('=');
                overrides.put(assignment.substring(0, equals), assignment.substring(equals + 1));
            } else {
                problems.add(new Problem(
                        "argument " + (i + 1), option, "--config FILE or --set path=value", "command line"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new CommandLine(file, overrides);
    }
}
