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
 * @param prepare to make what the service needs and end, instead of running it
 * @param overrides setting path to value
 */
record CommandLine(boolean prepare, Optional<Path> file, Map<String, String> overrides) {
    static CommandLine parse(Map<String, String> environment, String... args) {
        Optional<Path> file =
                Optional.ofNullable(environment.get("POSTRIDER_CONFIG")).map(Path::of);
        Map<String, String> overrides = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        boolean prepare = args.length > 0 && args[0].equals("prepare");
        for (int i = prepare ? 1 : 0; i < args.length; i++) {
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
                        "argument " + (i + 1),
                        option,
                        "--config FILE or --set path=value; before them prepare",
                        "command line"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return new CommandLine(prepare, file, overrides);
    }
}
