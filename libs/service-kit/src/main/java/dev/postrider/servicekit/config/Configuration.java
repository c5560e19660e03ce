package dev.postrider.servicekit.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where settings come from, in rising precedence: every {@code reference.conf} on the class path, the user's file, environment variables
 * ({@code a.b-c.d} is {@code POSTRIDER_A_B_C_D}), overrides of the command line.
 */
public final class Configuration {
    private static final String ENVIRONMENT_PREFIX = "POSTRIDER_";

    /** One file may configure a whole deployment: roots of services that are not in this process are nobody's mistake. */
    private static final Set<String> SERVICE_ROOTS = Set.of(
            "smtp-ingress", "delivery-worker", "mailbox-service", "imap-gateway", "pop3-gateway", "jmap-gateway");

    private Configuration() {}

    /**
     * Reads everything; what is wrong is reported by {@link Settings#check()}.
     *
     * @param environment variables without the prefix {@code POSTRIDER_} are ignored, and so are those that match no setting
     * @param overrides full path to value
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        Problems problems = new Problems();
        Config reference = reference();
        Config user = file.map(path -> parse(path, problems)).orElseGet(ConfigFactory::empty);
        findUnknown(user.root(), reference.root(), "", problems);
        Config effective = fromOverrides(overrides, reference, problems)
                .withFallback(fromEnvironment(environment, reference, problems))
                .withFallback(user)
                .withFallback(reference);
        return new Settings(resolve(effective, reference, problems), "", problems);
    }

    /** For tests: the defaults with {@code hocon} on top, as if it stood in a user's file. */
    public static Settings of(String hocon) {
        Problems problems = new Problems();
        Config reference = reference();
        Config user =
                ConfigFactory.parseString(hocon, ConfigParseOptions.defaults().setOriginDescription("test"));
        findUnknown(user.root(), reference.root(), "", problems);
        return new Settings(resolve(user.withFallback(reference), reference, problems), "", problems);
    }

    private static Config reference() {
        return ConfigFactory.defaultReferenceUnresolved(Configuration.class.getClassLoader());
    }

    private static Config parse(Path file, Problems problems) {
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            problems.add(new Problem("--config", file.toString(), "a readable HOCON file", firstLine(e)));
            return ConfigFactory.empty();
        }
    }

    private static Config resolve(Config config, Config reference, Problems problems) {
        try {
            return config.resolve();
        } catch (ConfigException e) {
            problems.add(new Problem("${…}", "unresolved", "every substitution must have a value", firstLine(e)));
            return reference.resolve();
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static void findUnknown(ConfigObject user, ConfigObject reference, String prefix, Problems problems) {
        user.forEach((key, value) -> {
            String path = prefix + key;
            ConfigValue known = reference.get(key);
            if (known == null) {
                if (!prefix.isEmpty() || !SERVICE_ROOTS.contains(key)) {
                    problems.add(new Problem(
                            path,
                            "…",
                            "unknown setting" + Problems.suggestion(key, reference.keySet()),
                            Problems.describe(value.origin())));
                }
            } else if (known instanceof ConfigObject section && !section.isEmpty()) {
                if (value instanceof ConfigObject part) {
                    findUnknown(part, section, path + ".", problems);
                } else {
                    problems.add(new Problem(path, "…", "a section, in braces", Problems.describe(value.origin())));
                }
            }
        });
    }

    private static Config fromEnvironment(Map<String, String> environment, Config reference, Problems problems) {
        Map<String, Assignment> values = new LinkedHashMap<>();
        leaves(reference.root(), "").forEach((path, known) -> {
            String variable = ENVIRONMENT_PREFIX
                    + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
            String text = environment.get(variable);
            if (text != null) {
                values.put(path, new Assignment(text, known, "environment variable " + variable));
            }
        });
        return build(values, problems);
    }

    private static Config fromOverrides(Map<String, String> overrides, Config reference, Problems problems) {
        Map<String, ConfigValue> known = leaves(reference.root(), "");
        Map<String, Assignment> values = new LinkedHashMap<>();
        overrides.forEach((path, text) -> {
            ConfigValue value = known.get(path);
            if (value != null) {
                values.put(path, new Assignment(text, value, "command line"));
            } else if (!SERVICE_ROOTS.contains(path.split("\\.", 2)[0]) || reference.hasPath(path.split("\\.", 2)[0])) {
                problems.add(new Problem(
                        path, "…", "unknown setting" + Problems.suggestion(path, known.keySet()), "command line"));
            }
        });
        return build(values, problems);
    }

    private record Assignment(String text, ConfigValue known, String origin) {}

    private static Config build(Map<String, Assignment> values, Problems problems) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, Assignment> entry : values.entrySet()) {
            Assignment assignment = entry.getValue();
            try {
                config = config.withValue(entry.getKey(), valueOf(assignment));
            } catch (ConfigException e) {
                problems.add(new Problem(entry.getKey(), "…", "HOCON: " + firstLine(e), assignment.origin()));
            }
        }
        return config;
    }

    private static ConfigValue valueOf(Assignment assignment) {
        String text = assignment.text().strip();
        ConfigValueType type = assignment.known().valueType();
        if (type == ConfigValueType.OBJECT || (type == ConfigValueType.LIST && text.startsWith("["))) {
            String hocon = type == ConfigValueType.OBJECT && !text.startsWith("{") ? "{" + text + "}" : text;
            return ConfigFactory.parseString(
                            "value = " + hocon, ConfigParseOptions.defaults().setOriginDescription(assignment.origin()))
                    .getValue("value");
        }
        if (type == ConfigValueType.LIST) {
            List<String> elements = Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(s -> !s.isEmpty())
                    .toList();
            return ConfigValueFactory.fromIterable(elements, assignment.origin());
        }
        return ConfigValueFactory.fromAnyRef(assignment.text(), assignment.origin());
    }

    /** Every path that holds a value, a list or an empty section. */
    private static Map<String, ConfigValue> leaves(ConfigObject object, String prefix) {
        Map<String, ConfigValue> leaves = new LinkedHashMap<>();
        object.forEach((key, value) -> {
            if (value instanceof ConfigObject section && !section.isEmpty()) {
                leaves.putAll(leaves(section, prefix + key + "."));
            } else {
                leaves.put(prefix + key, value);
            }
        });
        return leaves;
    }
}
