package dev.postrider.servicekit.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Typed reading of a part of the configuration.
 *
 * <p>A getter never throws: it notes what is wrong and returns a stand-in, so that {@link #check()} can report every mistake at once.
 * Use no value before {@code check()} has returned. Paths are relative to the section; problems name the full path. Sizes are octets
 * ({@code 256 KiB}), durations have units ({@code 5m}). An empty string counts as not set for the {@code optional…} getters.
 */
public final class Settings {
    private static final String FILE = "file:";
    /** Parts of the names of settings whose values are not shown. */
    private static final List<String> UNTOLD = List.of("password", "secret", "token", "properties", "jaas");

    private final Config config;
    private final String prefix;
    private final Problems problems;
    /** Paths of a list's element that nobody has read yet; empty for the root, whose keys the defaults vouch for. */
    private final Set<String> unread;

    private final String unreadPrefix;
    /** What this section says itself, and where the rest comes from; empty where nothing is taken from elsewhere. */
    private final Optional<Overlay> overlay;

    private record Overlay(Config own, Settings base) {}

    Settings(Config config, String prefix, Problems problems) {
        this(config, prefix, problems, new TreeSet<>(), "", Optional.empty());
    }

    private Settings(
            Config config,
            String prefix,
            Problems problems,
            Set<String> unread,
            String unreadPrefix,
            Optional<Overlay> overlay) {
        this.config = config;
        this.prefix = prefix;
        this.problems = problems;
        this.unread = unread;
        this.unreadPrefix = unreadPrefix;
        this.overlay = overlay;
    }

    public String string(String path) {
        return read(path, "a text", "", Config::getString);
    }

    /** Missing and empty are the same. */
    public Optional<String> optionalString(String path) {
        return isSet(path) ? Optional.of(string(path)) : Optional.empty();
    }

    /** A whole number from {@code min} to {@code max}, both included. */
    public int integer(String path, int min, int max) {
        String allowed = "a whole number from " + min + " to " + max;
        int value = read(path, allowed, min, Config::getInt);
        if (value < min || value > max) {
            problem(path, allowed);
            return min;
        }
        return value;
    }

    /** A TCP port to bind; 0 takes a free one. */
    public int port(String path) {
        return integer(path, 0, 65_535);
    }

    /** A part of a whole, from 0 to 1. */
    public double ratio(String path) {
        String allowed = "a number from 0 to 1";
        double value = read(path, allowed, 0.0, Config::getDouble);
        if (!(value >= 0 && value <= 1)) {
            problem(path, allowed);
            return 0;
        }
        return value;
    }

    /** A size in octets, not negative. */
    public long bytes(String path) {
        String allowed = "a size such as 256 KiB";
        long value = read(path, allowed, 0L, Config::getBytes);
        if (value < 0) {
            problem(path, allowed);
            return 0;
        }
        return value;
    }

    /** A duration, not negative. */
    public Duration duration(String path) {
        String allowed = "a duration such as 30s, 5m or 2h";
        Duration value = read(path, allowed, Duration.ZERO, Config::getDuration);
        if (value.isNegative()) {
            problem(path, allowed);
            return Duration.ZERO;
        }
        return value;
    }

    public boolean flag(String path) {
        return read(path, "on or off", false, Config::getBoolean);
    }

    public List<String> strings(String path) {
        return read(path, "a list of texts", List.of(), Config::getStringList);
    }

    /** An enum's constant, written in lower case with hyphens. */
    public <E extends Enum<E>> E oneOf(String path, Class<E> type) {
        E[] constants = type.getEnumConstants();
        String allowed =
                "one of " + Arrays.stream(constants).map(Settings::textOf).collect(Collectors.joining(", "));
        String text = read(path, allowed, textOf(constants[0]), Config::getString);
        for (E constant : constants) {
            if (textOf(constant).equals(text.toLowerCase(Locale.ROOT))) {
                return constant;
            }
        }
        problem(path, allowed);
        return constants[0];
    }

    private static String textOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code host:port}. */
    public HostPort hostPort(String path) {
        String allowed = "host:port";
        Optional<HostPort> parsed = HostPort.parse(read(path, allowed, "localhost:1", Config::getString));
        if (parsed.isEmpty()) {
            problem(path, allowed);
        }
        return parsed.orElseGet(() -> new HostPort("localhost", 1));
    }

    /** A path of the file system; whether it exists is the caller's to find out. */
    public Path path(String path) {
        return Path.of(string(path));
    }

    public Optional<Path> optionalPath(String path) {
        return optionalString(path).map(Path::of);
    }

    /** The value itself, or the content of the file that {@code file:/path} names, less one final line end. */
    public Secret secret(String path) {
        String text = read(path, "a secret, or file:/path", "", Config::getString);
        if (!text.startsWith(FILE)) {
            return new Secret(text);
        }
        return inFile(path, text);
    }

    private Secret inFile(String path, String text) {
        try {
            return Secret.of(Path.of(text.substring(FILE.length())));
        } catch (IOException | InvalidPathException e) {
            problem(path, "file:/path of a readable file (" + e.getClass().getSimpleName() + ")");
            return new Secret("");
        }
    }

    /** Missing and empty are the same. */
    public Optional<Secret> optionalSecret(String path) {
        return isSet(path) ? Optional.of(secret(path)) : Optional.empty();
    }

    /** Free keys with plain values, such as {@code kafka.properties}; nested keys are joined with dots. */
    public Map<String, String> map(String path) {
        Map<String, String> map = new LinkedHashMap<>();
        if (has(path)) {
            Config section = read(path, "a section", config, Config::getConfig);
            unread.removeIf(leaf -> leaf.startsWith(unreadPrefix + path + "."));
            section.entrySet()
                    .forEach(entry -> map.put(
                            entry.getKey().replace("\"", ""),
                            String.valueOf(entry.getValue().unwrapped())));
        }
        return map;
    }

    /** As {@link #map}, of values that may be secrets, each of which may be written as {@code file:/path}. */
    public Map<String, Secret> secrets(String path) {
        Map<String, Secret> secrets = new LinkedHashMap<>();
        map(path)
                .forEach((key, text) ->
                        secrets.put(key, text.startsWith(FILE + "/") ? inFile(path, text) : new Secret(text)));
        return secrets;
    }

    /** A part of this one; missing is the same as empty. */
    public Settings section(String path) {
        Config part =
                has(path) ? read(path, "a section", ConfigFactory.empty(), Config::getConfig) : ConfigFactory.empty();
        return new Settings(part, full(path) + ".", problems, unread, unreadPrefix + path + ".", Optional.empty());
    }

    /**
     * A part of this one whose missing keys are taken from {@code base}, in which all that it may have must stand. A problem names the
     * place that set the value.
     */
    public Settings section(String path, Settings base) {
        Settings part = section(path);
        Config own = part.config;
        own.entrySet().stream()
                .map(Map.Entry::getKey)
                .filter(leaf -> !base.config.hasPathOrNull(leaf))
                .forEach(leaf -> part.problem(leaf, "no setting of " + base.prefix.replaceAll("\\.$", "")));
        return new Settings(
                own.withFallback(base.config),
                part.prefix,
                problems,
                unread,
                part.unreadPrefix,
                Optional.of(new Overlay(own, base)));
    }

    /** The elements of a list of sections. A key of an element that nobody reads before {@link #check()} is a mistake. */
    public List<Settings> sections(String path) {
        return sections(path, ConfigFactory.empty());
    }

    /** As {@link #sections(String)}, where an element's missing keys are taken from the section {@code defaultsPath}. */
    public List<Settings> sections(String path, String defaultsPath) {
        return sections(path, has(defaultsPath) ? config.getConfig(defaultsPath) : ConfigFactory.empty());
    }

    private List<Settings> sections(String path, Config defaults) {
        List<? extends ConfigObject> elements = read(path, "a list of sections", List.of(), Config::getObjectList);
        return Stream.iterate(0, i -> i < elements.size(), i -> i + 1)
                .map(i -> element(elements.get(i), defaults, full(path) + "[" + i + "]."))
                .toList();
    }

    private Settings element(ConfigObject object, Config defaults, String elementPrefix) {
        Set<String> leaves = new TreeSet<>();
        object.toConfig().entrySet().forEach(entry -> leaves.add(entry.getKey()));
        Config own = object.toConfig();
        Settings element =
                new Settings(own.withFallback(defaults), elementPrefix, problems, leaves, "", Optional.empty());
        problems.addLate(() -> leaves.stream()
                .map(leaf -> new Problem(
                        elementPrefix + leaf,
                        "…",
                        "unknown setting",
                        Problems.describe(own.getValue(leaf).origin()))));
        return element;
    }

    /** Whether there is a value, or a section, that is not null. */
    public boolean has(String path) {
        touch(path);
        return config.hasPath(path);
    }

    /** Notes a mistake that only the caller can see, such as two settings that exclude each other. */
    public void problem(String path, String allowed) {
        Optional<ConfigValue> value = config.hasPathOrNull(path) ? Optional.of(valueOf(path)) : Optional.empty();
        problems.add(new Problem(
                full(path),
                value.map(v -> show(path, v)).orElse("(missing)"),
                allowed,
                value.map(v -> Problems.describe(v.origin())).orElse("not set anywhere")));
    }

    private ConfigValue valueOf(String path) {
        return config.root().toConfig().getIsNull(path) ? ConfigValueFactory.fromAnyRef("null") : config.getValue(path);
    }

    /** Throws {@link ConfigurationException} with everything found wrong so far, here or in any other section of the same root. */
    public void check() {
        List<Problem> all = problems();
        if (!all.isEmpty()) {
            throw new ConfigurationException(all);
        }
    }

    /** Everything found wrong so far. */
    public List<Problem> problems() {
        return problems.all();
    }

    private boolean isSet(String path) {
        touch(path);
        if (!config.hasPath(path)) {
            return false;
        }
        ConfigValue value = config.getValue(path);
        return value.valueType() != ConfigValueType.STRING || !value.unwrapped().equals("");
    }

    private <T> T read(String path, String allowed, T standIn, BiFunction<Config, String, T> getter) {
        touch(path);
        try {
            return getter.apply(config, path);
        } catch (ConfigException e) {
            problem(path, allowed);
            return standIn;
        }
    }

    private void touch(String path) {
        unread.remove(unreadPrefix + path);
    }

    /** The path as the whole configuration has it. */
    public String full(String path) {
        return overlay.filter(over -> !over.own().hasPathOrNull(path))
                .map(over -> over.base().full(path))
                .orElse(prefix + path);
    }

    private static String show(String path, ConfigValue value) {
        String name = path.toLowerCase(Locale.ROOT);
        if (UNTOLD.stream().anyMatch(name::contains)) {
            return "(secret)";
        }
        String text = String.valueOf(value.unwrapped());
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
