{{- /*
What is mounted into a service's container. Secrets are files, one a key, below /etc/postrider/secrets/NAME; certificates lie below
/etc/postrider/tls/NAME as tls.crt, tls.key and ca.crt. Parameters: root, key, about (uses), values (may be missing), component.
*/}}
{{- define "postrider.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 256Mi
- name: configuration
  configMap:
    name: {{ include "postrider.componentName" . }}
{{- $v := .root.Values }}
{{- $uses := .about.uses }}
{{- if has "mail-tls" $uses }}
- name: tls-mail
  secret:
    secretName: {{ include "postrider.mailTlsSecret" .root }}
    defaultMode: 0440
    items:
      - {key: tls.crt, path: tls.crt}
      - {key: tls.key, path: tls.key}
{{- end }}
{{- if and $v.internalTls.enabled (or (has "mailbox-service" $uses) (has "internal-server" $uses)) }}
- name: tls-internal
  secret:
    secretName: {{ include "postrider.internalTlsSecret" . }}
    defaultMode: 0440
{{- end }}
{{- if and (has "kafka" $uses) $v.kafka.tls.enabled (or $v.kafka.tls.caSecret $v.kafka.tls.existingSecret) }}
- name: tls-kafka
  {{- include "postrider.projectedTls" $v.kafka.tls | nindent 2 }}
{{- end }}
{{- if and (has "kafka" $uses) $v.kafka.sasl.mechanism }}
{{ include "postrider.secretVolume" (dict "name" "kafka" "secret" $v.kafka.sasl.existingSecret "key" $v.kafka.sasl.passwordKey "path" "password") }}
{{- end }}
{{- if has "postgres" $uses }}
{{ include "postrider.secretVolume" (dict "name" "postgres" "secret" $v.postgres.existingSecret "key" $v.postgres.passwordKey "path" "password") }}
{{- if or $v.postgres.tls.caSecret $v.postgres.tls.existingSecret }}
- name: tls-postgres
  {{- include "postrider.projectedTls" $v.postgres.tls | nindent 2 }}
{{- end }}
{{- end }}
{{- if has "blobs" $uses }}
{{- if and (eq $v.blobs.type "s3") $v.blobs.s3.existingSecret }}
{{ include "postrider.secretVolume" (dict "name" "s3" "secret" $v.blobs.s3.existingSecret "key" $v.blobs.s3.secretAccessKeyKey "path" "secret-access-key") }}
{{- end }}
{{- if eq $v.blobs.type "directory" }}
- name: blobs
  persistentVolumeClaim:
    claimName: {{ $v.blobs.directory.existingClaim }}
{{- end }}
{{- end }}
{{- if and (has .key (list "mailboxService" "deliveryWorker")) (dig "admin" "enabled" false (get $v .key | default dict)) }}
{{ include "postrider.secretVolume" (dict "name" "admin" "secret" (include "postrider.adminSecret" .root) "key" $v.mailboxService.admin.tokenKey "path" "token") }}
{{- end }}
{{- if and (eq .key "deliveryWorker") $v.deliveryWorker.smartHost.login }}
{{ include "postrider.secretVolume" (dict "name" "smart-host" "secret" $v.deliveryWorker.smartHost.existingSecret "key" $v.deliveryWorker.smartHost.passwordKey "path" "password") }}
{{- end }}
{{- with .values }}
{{- range $name, $secret := .secrets }}
- name: secret-{{ $name }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
{{- end }}
{{- with .extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "postrider.secretVolume" -}}
- name: secret-{{ .name }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      - {key: {{ .key | quote }}, path: {{ .path }}}
{{- end }}

{{- define "postrider.projectedTls" -}}
projected:
  defaultMode: 0440
  sources:
    {{- with .caSecret }}
    - secret:
        name: {{ . }}
        items:
          - {key: {{ $.caKey | quote }}, path: ca.crt}
    {{- end }}
    {{- with .existingSecret }}
    - secret:
        name: {{ . }}
        items:
          - {key: {{ $.certificateKey | quote }}, path: tls.crt}
          - {key: {{ $.privateKeyKey | quote }}, path: tls.key}
    {{- end }}
{{- end }}

{{- /* Where each volume of postrider.volumes goes. */}}
{{- define "postrider.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: configuration, mountPath: /etc/postrider/service.conf, subPath: service.conf, readOnly: true}
{{- $own := list }}
{{- with .values }}{{ range .extraVolumes }}{{ $own = append $own .name }}{{ end }}{{ end }}
{{- range include "postrider.volumes" . | fromYamlArray }}
{{- if has .name $own }}
{{- else if hasPrefix "tls-" .name }}
- {name: {{ .name }}, mountPath: /etc/postrider/tls/{{ trimPrefix "tls-" .name }}, readOnly: true}
{{- else if hasPrefix "secret-" .name }}
- {name: {{ .name }}, mountPath: /etc/postrider/secrets/{{ trimPrefix "secret-" .name }}, readOnly: true}
{{- else if eq .name "blobs" }}
- {name: blobs, mountPath: /var/lib/postrider/blobs}
{{- end }}
{{- end }}
{{- with .values }}
{{- with .extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end }}
