{{- /* Names and labels. */}}

{{- define "postrider.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- /* 40 characters leave room for the longest suffix within the 63 of a label. */}}
{{- define "postrider.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "postrider.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "postrider.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* Metadata of an object. Parameters: root, name, component (may be empty), labels and annotations (maps, may be missing). */}}
{{- define "postrider.metadata" -}}
name: {{ .name }}
namespace: {{ .root.Release.Namespace }}
labels:
  {{- include "postrider.labels" . | nindent 2 }}
{{- with merge (dict) (default (dict) .annotations) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "postrider.labels" -}}
{{- $labels := include "postrider.selector" . | fromYaml }}
{{- $_ := set $labels "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") }}
{{- $_ := set $labels "app.kubernetes.io/version" (.root.Chart.AppVersion | replace "+" "_" | trunc 63) }}
{{- $_ := set $labels "app.kubernetes.io/managed-by" .root.Release.Service }}
{{- $_ := set $labels "app.kubernetes.io/part-of" "postrider" }}
{{- toYaml (merge $labels (default (dict) .labels) .root.Values.commonLabels) }}
{{- end }}

{{- /* Of a pod: nothing that changes with every version of the chart, so that only what matters makes new pods. */}}
{{- define "postrider.podLabels" -}}
{{- toYaml (merge (include "postrider.selector" . | fromYaml) (default (dict) .labels) .root.Values.commonLabels) }}
{{- end }}

{{- /* What selects a component's pods; never changes for a release. */}}
{{- define "postrider.selector" -}}
app.kubernetes.io/name: {{ include "postrider.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "postrider.componentName" -}}
{{ include "postrider.fullname" .root }}-{{ .component }}
{{- end }}

{{- define "postrider.serviceAccountName" -}}
{{ default (include "postrider.componentName" .) .values.serviceAccount.name }}
{{- end }}

{{- /* Parameters: root, image. */}}
{{- define "postrider.image" -}}
{{- with .root.Values.image.registry }}{{ . }}/{{ end }}{{ .image.repository }}
{{- if .image.digest }}@{{ .image.digest }}{{ else }}:{{ .image.tag | default .root.Values.image.tag | default .root.Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "postrider.mailTlsSecret" -}}
{{ .Values.mail.tls.existingSecret | default (printf "%s-mail-tls" (include "postrider.fullname" .)) }}
{{- end }}

{{- define "postrider.adminSecret" -}}
{{ .Values.mailboxService.admin.existingSecret | default (printf "%s-admin" (include "postrider.fullname" .)) }}
{{- end }}

{{- define "postrider.adminUrl" -}}
{{ ternary "https" "http" .Values.internalTls.enabled }}://{{ include "postrider.fullname" . }}-admin:9620
{{- end }}

{{- define "postrider.queueUrl" -}}
{{ ternary "https" "http" .Values.internalTls.enabled }}://{{ include "postrider.fullname" . }}-queue:9630
{{- end }}

{{- /* Not empty if one of the admin APIs is on; they share a token. */}}
{{- define "postrider.adminOn" -}}
{{ if or .Values.mailboxService.admin.enabled .Values.deliveryWorker.admin.enabled }}on{{ end }}
{{- end }}

{{- /* Secret with the certificate that a component shows to the other services. */}}
{{- define "postrider.internalTlsSecret" -}}
{{ .root.Values.internalTls.existingSecret | default (printf "%s-internal-tls" (include "postrider.componentName" .)) }}
{{- end }}

{{- /*
What `kubectl run` must add to a pod of the command line: Pod Security "restricted", the way to the admin APIs with their token, and service.conf with
what it takes to read Kafka.
*/}}
{{- define "postrider.cliOverrides" -}}
{{- $scope := dict "root" . "key" "cli" "component" "imap-gateway" "about" (dict "uses" (list "kafka")) }}
{{- $mounts := include "postrider.volumeMounts" $scope | fromYamlArray }}
{{- $volumes := include "postrider.volumes" $scope | fromYamlArray }}
{{- $env := list }}
{{- if include "postrider.adminOn" . }}
{{- $mounts = append $mounts (dict "name" "secret-admin" "mountPath" "/etc/postrider/secrets/admin" "readOnly" true) }}
{{- $volumes = concat $volumes (include "postrider.secretVolume" (dict "name" "admin" "secret" (include "postrider.adminSecret" .) "key" .Values.mailboxService.admin.tokenKey "path" "token") | fromYamlArray) }}
{{- $env = list
      (dict "name" "POSTRIDER_ADMIN_URL" "value" (include "postrider.adminUrl" .))
      (dict "name" "POSTRIDER_QUEUE_URL" "value" (include "postrider.queueUrl" .))
      (dict "name" "POSTRIDER_ADMIN_TOKEN_FILE" "value" "/etc/postrider/secrets/admin/token") }}
{{- end }}
{{- if .Values.internalTls.enabled }}
{{- $mounts = append $mounts (dict "name" "tls-internal" "mountPath" "/etc/postrider/tls/internal" "readOnly" true) }}
{{- $volumes = append $volumes (dict "name" "tls-internal" "secret" (dict "secretName" (include "postrider.internalTlsSecret" (dict "root" . "component" "mailbox-service")) "defaultMode" 288 "items" (list (dict "key" "ca.crt" "path" "ca.crt")))) }}
{{- $env = append $env (dict "name" "POSTRIDER_ADMIN_CA" "value" "/etc/postrider/tls/internal/ca.crt") }}
{{- end }}
{{- $container := dict "name" "postrider-cli" "securityContext" (include "postrider.containerSecurity" . | fromYaml) "env" $env "volumeMounts" $mounts }}
{{- dict "spec" (merge (include "postrider.podBasics" . | fromYaml) (dict "containers" (list $container) "volumes" $volumes)) | toJson }}
{{- end }}
