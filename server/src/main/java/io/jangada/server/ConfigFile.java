package io.jangada.server;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The YAML file of {@code --config-file}: a mapping from names of flags to their values. Values are
 * taken as they are written, so that nothing like {@code on} or {@code 010} changes on the way.
 */
final class ConfigFile {
    private ConfigFile() {}

    /** What is in {@code file}, known or not, by name; a list as its items with commas between. */
    static SortedMap<String, String> read(String file) throws CannotStart {
        Node root;
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            root = new Yaml(new LoaderOptions()).compose(reader);
        } catch (IOException | InvalidPathException unreadable) {
            throw new CannotStart("--config-file: " + file + " cannot be read", unreadable);
        } catch (YAMLException malformed) {
            throw new CannotStart("--config-file: " + file + " is not YAML: " + line(malformed));
        }
        SortedMap<String, String> values = new TreeMap<>();
        if (root == null || Tag.NULL.equals(root.getTag())) {
            return values;
        }
        if (!(root instanceof MappingNode mapping)) {
            throw new CannotStart("--config-file: " + file + " is not a list of NAME: VALUE");
        }
        for (NodeTuple entry : mapping.getValue()) {
            String name = text(entry.getKeyNode());
            if (values.put(name, text(entry.getValueNode())) != null) {
                throw new CannotStart("--config-file: " + file + " has " + name + " twice");
            }
        }
        return values;
    }

    private static String text(Node node) {
        return switch (node) {
            case ScalarNode scalar -> Tag.NULL.equals(scalar.getTag()) ? "" : scalar.getValue();
            case SequenceNode list ->
                    list.getValue().stream().map(ConfigFile::text).collect(Collectors.joining(","));
            default -> "given";
        };
    }

    private static String line(YAMLException malformed) {
        return String.valueOf(malformed.getMessage()).strip().replaceAll("\\s+", " ");
    }
}
