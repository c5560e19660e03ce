package dev.postrider.containers;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** Programs of these tests that have to stand on the network of the pods: they run on the Java of an image under test. */
final class TestProgram {
    /** What such a program prints when it listens. */
    static final String LISTENING = "listening";

    private static final int MANY_LINES = 1;

    private TestProgram() {}

    /**
     * Not yet started; it is up when it has printed {@link #LISTENING}.
     *
     * @param needs a class of each part of the class path beside that of {@code main}
     */
    static GenericContainer<?> of(Class<?> main, List<Class<?>> needs, List<String> arguments) {
        List<Bind> binds = new ArrayList<>();
        List<String> classPath = new ArrayList<>();
        List<Class<?>> classes = new ArrayList<>(needs);
        classes.add(main);
        for (Class<?> one : classes) {
            Path source = sourceOf(one);
            String target = "/test/" + binds.size() + (Files.isDirectory(source) ? "" : ".jar");
            binds.add(new Bind(source.toString(), new Volume(target), AccessMode.ro));
            classPath.add(target);
        }
        GenericContainer<?> program = new GenericContainer<>(DockerImageName.parse(Images.named("delivery-worker")));
        program.withCreateContainerCmdModifier(create -> {
            Objects.requireNonNull(create.getHostConfig()).withBinds(binds);
            // The class path may be readable for the user of this machine alone.
            create.withUser("0:0")
                    .withEntrypoint(
                            "/opt/java/bin/java",
                            "-Xmx64m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dsun.net.inetaddr.ttl=0",
                            "-cp",
                            String.join(":", classPath),
                            main.getName());
        });
        program.withCommand(arguments.toArray(String[]::new));
        program.waitingFor(Wait.forLogMessage(".*" + LISTENING + ".*", MANY_LINES));
        return program;
    }

    /** Starts it, and leaves nothing behind if it does not come up. */
    static <C extends GenericContainer<?>> C started(C container) {
        try {
            container.start();
            return container;
        } catch (RuntimeException | AssertionError e) {
            container.stop();
            throw e;
        }
    }

    private static Path sourceOf(Class<?> one) {
        try {
            return Path.of(one.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
